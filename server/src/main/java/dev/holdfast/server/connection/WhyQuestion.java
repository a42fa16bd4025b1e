package dev.holdfast.server.connection;

import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.handshake.OriginPolicy;
import dev.holdfast.server.handshake.RequestHead;
import java.util.Map;

/// `GET /why/{attempt}` on the public port: a client asks what became of its attempt.
final class WhyQuestion {
    private static final String PATH = "/why/";

    private WhyQuestion() {}

    static boolean is(RequestHead request) {
        return request.path().startsWith(PATH) && request.method().equals("GET") && request.first("upgrade") == null;
    }

    /// The whole HTTP answer. Pages of allowed origins may read it.
    static byte[] answer(RequestHead request, WhyAnswers why, OriginPolicy origins) {
        String attempt = request.path().substring(PATH.length());
        String json = HandshakeFacts.isAttempt(attempt) ? why.explain(attempt) : null;
        String origin = request.first("origin");
        Map<String, String> headers = origin != null && origins.allows(origin, request.first("host"))
                ? Map.of("Access-Control-Allow-Origin", origin, "Vary", "Origin")
                : Map.of();
        return json == null
                ? HttpAnswer.last(404, headers, "{\"error\":\"no such attempt has ended here lately\"}")
                : HttpAnswer.last(200, headers, json);
    }
}
