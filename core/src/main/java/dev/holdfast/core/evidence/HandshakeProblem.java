package dev.holdfast.core.evidence;

/// What can be wrong with an opening handshake request, each with the HTTP status that answers it.
public enum HandshakeProblem {
    BAD_REQUEST(400, "the request was not valid HTTP"),
    METHOD(405, "the method was not GET"),
    HTTP_VERSION(400, "the request was not HTTP/1.1"),
    URI_TOO_LONG(414, "the request line was longer than the limit"),
    HEADERS_TOO_LARGE(431, "the headers were larger than the limit"),
    BODY(400, "the request announced a body"),
    HOST(400, "the Host header was missing or came twice"),
    /// A key or version header is there and the Upgrade header is not: mostly something in between removed
    /// it, and only a request made by hand never had it. Comes before [#HTTP_VERSION], because nginx asks its
    /// upstream in HTTP/1.0 until it is told `proxy_http_version 1.1`.
    UPGRADE_STRIPPED(426, "the Upgrade header was missing although the WebSocket headers were there"),
    NOT_AN_UPGRADE(426, "the request did not ask for an upgrade to WebSocket"),
    KEY(400, "Sec-WebSocket-Key was missing, repeated or not 16 bytes in base64"),
    VERSION(426, "Sec-WebSocket-Version was not 13");

    private final int status;
    private final String meaning;

    HandshakeProblem(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    /// The HTTP status that answers it.
    public int status() {
        return status;
    }

    /// One clause, past tense, for summaries and evidence.
    public String meaning() {
        return meaning;
    }
}
