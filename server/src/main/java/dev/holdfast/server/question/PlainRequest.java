package dev.holdfast.server.question;

import dev.holdfast.core.port.ClientReports;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.server.Pages;
import dev.holdfast.server.handshake.HandshakeFacts;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.protocol.ReportReader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request on the public port that wants no WebSocket: `GET /why/{attempt}`, `POST /why/{attempt}`, or a page. It is
/// answered, and no record is left.
public sealed interface PlainRequest {
    String WHY = "/why/";

    /// How many bytes of body have to be there before it can be answered.
    default int bodyBytes() {
        return 0;
    }

    HttpAnswer.Whole answer(byte[] body);

    /// @param address whom it is from
    /// @return `null` for what is to be judged as an opening handshake
    static @Nullable PlainRequest of(RequestHead request, Questions questions, String address) {
        if (request.first("upgrade") != null) {
            return null;
        }
        boolean get = request.method().equals("GET");
        if (!request.path().startsWith(WHY)) {
            Pages.Page page = get ? questions.pages().page(request.path()) : null;
            return page == null ? null : new Answered(page(page));
        }
        if (!get && !request.method().equals("POST")) {
            return null;
        }
        String attempt = request.path().substring(WHY.length());
        String origin = request.first("origin");
        boolean allowed = origin == null || questions.origins().allows(origin, request.first("host"));
        Map<String, String> headers =
                origin != null && allowed ? Map.of("Access-Control-Allow-Origin", origin, "Vary", "Origin") : Map.of();
        if (get) {
            return new Answered(why(attempt, questions.why(), headers));
        }
        if (!allowed) {
            return new Answered(error(403, headers, "pages of this origin may not report here"));
        }
        int length = contentLength(request);
        if (length < 0) {
            return new Answered(error(400, headers, "expected a body with its Content-Length"));
        }
        if (length > ReportReader.MOST_BYTES) {
            return new Answered(
                    error(413, headers, "found " + length + " bytes, expected at most " + ReportReader.MOST_BYTES));
        }
        if (!questions.allowance().admits(address)) {
            Map<String, String> later = new HashMap<>(headers);
            later.put("Retry-After", Long.toString(ReportAllowance.PERIOD.toSeconds()));
            return new Answered(error(429, later, "too many reports from this address"));
        }
        return new Report(attempt, length, headers, questions.reports());
    }

    /// What needs no body.
    record Answered(HttpAnswer.Whole whole) implements PlainRequest {
        @Override
        public HttpAnswer.Whole answer(byte[] body) {
            return whole;
        }
    }

    /// A client's report on an end, from a client that does not come back by WebSocket.
    record Report(String attempt, int bodyBytes, Map<String, String> headers, ClientReports reports)
            implements PlainRequest {
        @Override
        public HttpAnswer.Whole answer(byte[] body) {
            ReportReader.Received received = ReportReader.read(body);
            if (received == null || !received.attempt().equals(attempt)) {
                return error(400, headers, "expected a report on the attempt that the path names");
            }
            reports.reported(attempt, received.report());
            return new HttpAnswer.Whole(204, headers, HttpAnswer.JSON, new byte[0]);
        }
    }

    private static HttpAnswer.Whole why(String attempt, WhyAnswers why, Map<String, String> headers) {
        String json = HandshakeFacts.isAttempt(attempt) ? why.explain(attempt) : null;
        return json == null
                ? error(404, headers, "no such attempt has ended here lately")
                : HttpAnswer.Whole.json(200, headers, json);
    }

    private static HttpAnswer.Whole page(Pages.Page page) {
        return new HttpAnswer.Whole(
                200,
                Map.of(
                        "Content-Security-Policy",
                        "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:;"
                                + " frame-ancestors 'none'; base-uri 'none'",
                        "Referrer-Policy",
                        "no-referrer"),
                page.contentType(),
                page.body());
    }

    private static HttpAnswer.Whole error(int status, Map<String, String> headers, String problem) {
        return HttpAnswer.Whole.json(status, headers, "{\"error\":\"" + problem + "\"}");
    }

    /// @return -1 where it is missing, not a number, or said twice
    private static int contentLength(RequestHead request) {
        if (request.first("transfer-encoding") != null
                || request.all("content-length").size() != 1) {
            return -1;
        }
        String length = request.all("content-length").getFirst();
        return length.matches("[0-9]{1,9}") ? Integer.parseInt(length) : -1;
    }
}
