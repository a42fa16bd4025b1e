package dev.holdfast.server.connection;

import dev.holdfast.core.credential.CredentialReader;
import dev.holdfast.core.credential.CredentialReading;
import dev.holdfast.core.credential.HandshakeCarriers;
import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.lifecycle.ConnectionEvent;
import dev.holdfast.server.handshake.HeadReader;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.handshake.OpeningHandshake;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.handshake.Subprotocols;
import dev.holdfast.server.options.AuthOptions.WithoutCredential;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A connection until its opening handshake is answered: reads the request, judges it, finds out who it is from. Gone
/// once the connection is open.
final class Opening {
    /// Frames that came along with the request, or before its answer; more than this waits in the kernel.
    private static final int MAX_EARLY = 64 * 1024;

    /// Boxes between a client and us give themselves away by these.
    private static final Set<String> HOP_HEADERS = Set.of(
            "via",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-real-ip",
            "x-request-id",
            "x-amzn-trace-id",
            "x-amz-cf-id",
            "cf-ray",
            "cf-connecting-ip",
            "x-cloud-trace-context",
            "x-azure-ref",
            "x-envoy-external-address",
            "x-envoy-expected-rq-timeout-ms",
            "fly-request-id");

    private static final String WHY = "/why/";
    private static final Pattern ATTEMPT = Pattern.compile("[A-Za-z0-9_-]{8,128}");

    private final ServerConnection connection;
    private final Surroundings around;
    private final HeadReader reader;
    private @Nullable RequestHead head;
    private @Nullable ByteBuf early;
    private Subprotocols.@Nullable Choice choice;
    private boolean placeTaken;
    private boolean wellFormed;

    Opening(ServerConnection connection, Surroundings around) {
        this.connection = connection;
        this.around = around;
        this.reader = new HeadReader(around.options().limits());
    }

    void bytes(ByteBuf in) {
        if (head != null) {
            keep(in);
            return;
        }
        switch (reader.read(in)) {
            case HeadReader.More _ -> {}
            case HeadReader.Bad(var problem, String detail) ->
                connection.end(new Decision.HandshakeMalformed(problem, detail));
            case HeadReader.Complete(RequestHead complete) -> {
                head = complete;
                keep(in);
                requested(complete);
            }
        }
    }

    private void keep(ByteBuf in) {
        if (!in.isReadable()) {
            return;
        }
        ByteBuf present = early;
        if (present == null) {
            present = in.alloc().buffer(in.readableBytes());
            early = present;
        }
        present.writeBytes(in);
        if (present.readableBytes() > MAX_EARLY) {
            connection.pauseReading(ServerConnection.Pause.HANDSHAKE, true);
        }
    }

    /// What came after the request, to be read as frames now. The caller releases it.
    @Nullable
    ByteBuf takeEarly() {
        ByteBuf present = early;
        early = null;
        return present;
    }

    private void requested(RequestHead request) {
        String attempt = attempt(request.query());
        List<String> offered = request.list("sec-websocket-protocol");
        if (request.path().startsWith(WHY) && request.method().equals("GET") && request.first("upgrade") == null) {
            why(request);
            return;
        }
        CredentialReading reading = CredentialReader.read(carriers(request, offered), around.carriers());
        connection.requested(
                request,
                attempt,
                new Fact.HandshakeReceived(
                        OpeningHandshake.cut(request.method()),
                        OpeningHandshake.cut(request.path()),
                        cut(request.first("host")),
                        cut(request.first("origin")),
                        cut(request.first("user-agent")),
                        offered.stream().limit(10).map(SubprotocolEntry::redact).toList(),
                        present(reading),
                        request.headers().stream()
                                .map(RequestHead.Header::name)
                                .filter(HOP_HEADERS::contains)
                                .distinct()
                                .sorted()
                                .toList()));
        Decision refusal = refusal(request, offered);
        if (refusal != null) {
            connection.end(refusal);
            return;
        }
        connection.happen(ConnectionEvent.REQUEST_RECEIVED);
        identify(reading);
    }

    private @Nullable Decision refusal(RequestHead request, List<String> offered) {
        Decision malformed = OpeningHandshake.judge(request, around.routes().keySet());
        if (malformed != null) {
            return malformed;
        }
        wellFormed = true;
        String stoppedBy = around.availability().stoppedBy();
        if (stoppedBy != null) {
            return new Decision.Draining(stoppedBy, around.options().drain().window());
        }
        if (!around.availability().isReady()) {
            return new Decision.NotReady();
        }
        Subprotocols.Choice chosen = around.subprotocols().choose(offered);
        choice = chosen;
        String origin = request.first("origin");
        if (origin != null && !around.origins().allows(origin, request.first("host"))) {
            return new Decision.OriginRefused(
                    OpeningHandshake.cut(origin), around.origins().allowed());
        }
        if (chosen instanceof Subprotocols.Refused(Decision.SubprotocolRefused refused)) {
            return refused;
        }
        AdmissionLimit limit = around.admission().enter(connection.remoteHost());
        if (limit != null) {
            return new Decision.AdmissionRefused(limit, around.admission().allowed(limit));
        }
        placeTaken = true;
        return null;
    }

    private void identify(CredentialReading reading) {
        switch (reading) {
            case CredentialReading.Found found -> {
                if (around.authenticator() == null) {
                    withoutCredential(found.present());
                } else {
                    connection.authenticate(found.credential());
                }
            }
            case CredentialReading.None none -> withoutCredential(none.present());
            case CredentialReading.Conflict conflict -> unreadable(conflict);
            case CredentialReading.Malformed malformed -> unreadable(malformed);
        }
    }

    private void unreadable(CredentialReading.NotFound reading) {
        if (around.authenticator() == null) {
            withoutCredential(Set.of());
        } else {
            connection.end(
                    new Decision.AuthRefused(reading.problem(around.carriers().enabled())));
        }
    }

    private void withoutCredential(Set<Carrier> present) {
        WithoutCredential policy = around.options().auth().withoutCredential();
        boolean mayStillCome = around.authenticator() != null
                && (holdfast() || around.carriers().enabled().contains(Carrier.FIRST_MESSAGE));
        if (policy == WithoutCredential.DEVELOPMENT_USER) {
            connection.admitDeveloper();
        } else if (policy == WithoutCredential.ANONYMOUS && present.isEmpty()) {
            connection.admit("anonymous", "anonymous", null);
        } else if (mayStillCome) {
            connection.happen(ConnectionEvent.CREDENTIAL_PENDING);
        } else {
            Set<Carrier> enabled = around.carriers().enabled();
            connection.end(new Decision.AuthRefused(
                    present.isEmpty()
                            ? new AuthProblem.Missing(enabled)
                            : new AuthProblem.CarrierNotEnabled(present, enabled)));
        }
    }

    /// `GET /why/{attempt}`: not a connection but a question about one, so it leaves no record.
    private void why(RequestHead request) {
        String attempt = request.path().substring(WHY.length());
        String json = ATTEMPT.matcher(attempt).matches() ? around.why().explain(attempt) : null;
        String origin = request.first("origin");
        Map<String, String> headers = origin != null && around.origins().allows(origin, request.first("host"))
                ? Map.of("Access-Control-Allow-Origin", origin, "Vary", "Origin")
                : Map.of();
        connection.answer(
                json == null
                        ? HttpAnswer.last(404, headers, "{\"error\":\"no such attempt has ended here lately\"}")
                        : HttpAnswer.last(200, headers, json));
    }

    /// How a refusal is told: by HTTP, or by 101 and a close frame, which is all that a browser lets its page see.
    boolean refuseWithClose(Farewell farewell) {
        RequestHead request = head;
        if (!wellFormed || request == null || !farewell.canBeClose() || choice instanceof Subprotocols.Refused) {
            return false;
        }
        return switch (around.options().rejection()) {
            case HTTP -> false;
            case CLOSE -> true;
            case AUTO -> request.first("origin") != null;
        };
    }

    byte[] upgrade() {
        RequestHead request = head;
        String key = request == null ? null : request.first("sec-websocket-key");
        if (key == null) {
            throw new IllegalStateException("an upgrade is written only for a well-formed handshake");
        }
        return HttpAnswer.upgrade(key, subprotocol());
    }

    @Nullable
    String subprotocol() {
        return choice instanceof Subprotocols.Selected(String selected) ? selected : null;
    }

    boolean holdfast() {
        return Objects.equals(subprotocol(), Subprotocols.HOLDFAST);
    }

    boolean placeTaken() {
        return placeTaken;
    }

    int bytesReceived() {
        return reader.bytesReceived();
    }

    void release() {
        ByteBuf present = takeEarly();
        if (present != null) {
            present.release();
        }
    }

    private static HandshakeCarriers carriers(RequestHead request, List<String> offered) {
        return new HandshakeCarriers(request.all("authorization"), request.all("cookie"), offered, request.query());
    }

    private static Set<Carrier> present(CredentialReading reading) {
        return switch (reading) {
            case CredentialReading.Found found -> found.present();
            case CredentialReading.None none -> none.present();
            case CredentialReading.Conflict conflict -> conflict.present();
            case CredentialReading.Malformed malformed -> Set.of(malformed.carrier());
        };
    }

    private static @Nullable String attempt(@Nullable String query) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&", 100)) {
            if (pair.startsWith("attempt=")
                    && ATTEMPT.matcher(pair.substring("attempt=".length())).matches()) {
                return pair.substring("attempt=".length());
            }
        }
        return null;
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : OpeningHandshake.cut(text);
    }
}
