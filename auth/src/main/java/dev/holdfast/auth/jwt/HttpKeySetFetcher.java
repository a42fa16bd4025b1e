package dev.holdfast.auth.jwt;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches a key set over HTTP: one deadline for all of it, a largest size, no redirects.
final class HttpKeySetFetcher implements KeySetFetcher {
    private final KeyServer server;
    private final HttpClient client;

    HttpKeySetFetcher(KeyServer server) {
        this.server = server;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(task -> Thread.ofVirtual().name("holdfast-key-server").start(task))
                .build();
    }

    @Override
    public Outcome fetch() {
        HttpRequest request = HttpRequest.newBuilder(server.url())
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        CompletableFuture<HttpResponse<Optional<byte[]>>> exchange =
                client.sendAsync(request, _ -> new BoundedBody(server.maxBytes()));
        try {
            // The client's own deadlines end with the connection and with the headers; a body that drips needs this.
            return judge(exchange.get(server.deadline().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            exchange.cancel(true);
            return failed("did not answer within " + words(server.deadline()));
        } catch (ExecutionException e) {
            // Of the exception only its kind is repeated: its text may hold the whole address.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return failed("could not be reached (" + cause.getClass().getSimpleName() + ")");
        } catch (InterruptedException _) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            return failed("was not waited for");
        }
    }

    private Outcome judge(HttpResponse<Optional<byte[]>> response) {
        int status = response.statusCode();
        if (status >= 300 && status < 400) {
            return failed("answered " + status + ", a redirect, which is not followed; configure the final address");
        }
        if (status != 200) {
            return failed("answered " + status);
        }
        Optional<byte[]> body = response.body();
        if (body.isEmpty()) {
            return failed("answered more than " + server.maxBytes() + " bytes");
        }
        KeySet keys = KeySet.parse(body.get());
        if (keys == null) {
            return failed("answered something that is not a JSON Web Key Set");
        }
        // An issuer without any key is taken for one that is broken, so that the keys before stay good.
        return keys.keys().isEmpty()
                ? failed("answered a key set without a usable key for RS256 or ES256")
                : new Fetched(keys);
    }

    private Failed failed(String what) {
        return new Failed("the key server " + server.where() + " " + what);
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
