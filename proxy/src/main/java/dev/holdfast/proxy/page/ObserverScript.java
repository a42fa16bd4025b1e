package dev.holdfast.proxy.page;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.proxy.http.AnswerHead;
import dev.holdfast.server.Pages;
import dev.holdfast.server.handshake.OpeningHandshake;
import dev.holdfast.server.handshake.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The observer script of the client, which the gateway serves and adds to the pages of its backend. Safe for use by
/// any thread.
public final class ObserverScript implements Pages {
    /// A page is asked for whole, as it is, and anew: what a browser keeps of it may lack the script.
    private static final Set<String> NOT_ASKED =
            Set.of("accept-encoding", "if-none-match", "if-modified-since", "range", "if-range");

    /// What is said of the bytes of a page, which are not the backend's any more.
    private static final Set<String> NOT_SAID =
            Set.of("etag", "last-modified", "content-md5", "digest", "repr-digest", "content-digest", "accept-ranges");

    private static final int MOST_TOLD = 20;

    private final Page script;
    private final String path;
    private final byte[] tag;
    private final ConnectionListener listener;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /// @param script its text
    public ObserverScript(String script, ConnectionListener listener) {
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        this.script = new Page("text/javascript; charset=utf-8", bytes);
        // Its own digest is in it, so that no path of a backend can be the same.
        path = "/.holdfast/observer-" + digest(bytes) + ".js";
        tag = ("<script src=\"" + path + "\"></script>").getBytes(StandardCharsets.US_ASCII);
        this.listener = listener;
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public @Nullable Page page(String asked) {
        return asked.equals(path) ? script : null;
    }

    /// Whether a request asks for a page, as browsers do.
    public static boolean asksForPage(RequestHead request) {
        return (request.method().equals("GET") || request.method().equals("HEAD"))
                && request.list("accept").stream()
                        .anyMatch(each -> each.toLowerCase(Locale.ROOT).startsWith("text/html"));
    }

    /// The request for a page, so that its answer can be added to.
    public static RequestHead asked(RequestHead request) {
        List<RequestHead.Header> headers = new ArrayList<>(request.headers());
        headers.removeIf(header -> NOT_ASKED.contains(header.name()));
        headers.add(new RequestHead.Header("accept-encoding", "identity", "Accept-Encoding"));
        return new RequestHead(request.method(), request.target(), request.version(), headers);
    }

    /// What puts the script into an answer; `null` where it is no page, or one that it can't be put into, of which the
    /// log is told.
    ///
    /// @param request as it came
    public @Nullable PatchedBody patch(RequestHead request, AnswerHead answer) {
        String type = answer.first("content-type");
        String kind = type == null ? "" : type.toLowerCase(Locale.ROOT);
        if (!kind.startsWith("text/html") || Objects.equals(answer.first("content-length"), "0")) {
            return null;
        }
        List<String> encodings = answer.list("content-encoding");
        String policy = ContentPolicy.against(answer.all("content-security-policy"));
        if (encodings.stream().anyMatch(each -> !each.equalsIgnoreCase("identity"))) {
            leave(request, "it came encoded, though it was asked for as it is", encodings.getFirst());
        } else if (kind.contains("utf-16") || kind.contains("utf-32")) {
            leave(request, "its character encoding is not like ASCII", kind);
        } else if (policy != null) {
            leave(request, "its Content-Security-Policy does not let 'self' run scripts and connect", policy);
        } else {
            return new PatchedBody(tag);
        }
        return null;
    }

    /// The head of a page that is added to.
    public static AnswerHead patched(AnswerHead answer, PatchedBody body, boolean toHead) {
        List<RequestHead.Header> headers = new ArrayList<>();
        for (RequestHead.Header header : answer.headers()) {
            boolean length = header.name().equals("content-length");
            if (length && !toHead) {
                long longer = Long.parseLong(header.value()) + body.grows();
                headers.add(new RequestHead.Header(header.name(), Long.toString(longer), header.written()));
            } else if (!length && !NOT_SAID.contains(header.name())) {
                headers.add(header);
            }
        }
        return new AnswerHead(answer.statusLine(), answer.status(), headers, answer.bytes());
    }

    private void leave(RequestHead request, String why, String what) {
        String shown = OpeningHandshake.cut(what);
        if (told.size() < MOST_TOLD && told.add(why + shown)) {
            listener.noticed(Notice.warn(
                    "observer-not-added",
                    "The observer script was not added to a page: " + why,
                    Map.of("path", OpeningHandshake.cut(request.path()), "found", shown)));
        }
    }
}
