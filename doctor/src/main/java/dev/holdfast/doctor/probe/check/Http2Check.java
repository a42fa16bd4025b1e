package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Dialer.DialFailure;
import dev.holdfast.doctor.probe.wire.Http2;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether WebSockets over HTTP/2 are offered, and come through where they are: some browsers take the
/// offer, and fail where others, over HTTP/1.1, do not.
final class Http2Check implements Check {
    private static final int OK = 200;

    @Override
    public String name() {
        return "http2";
    }

    @Override
    public String title() {
        return "HTTP/2 against HTTP/1.1";
    }

    @Override
    public @Nullable String skip(Examination examination) {
        if (!examination.target().tls()) {
            return "ws:// has no TLS, so no browser speaks HTTP/2 there";
        }
        return examination.opens() ? null : "no connection could be opened";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        notes.doing("ALPN h2");
        String what = "ALPN, offered h2 and http/1.1";
        try {
            switch (Http2.ask(examination.dialer(), examination.address(), examination.usual())) {
                case Http2.NotSpoken _ -> notes.good(what, "HTTP/1.1, which all clients speak");
                case Http2.NotOffered _ ->
                    notes.good(what, "h2, without WebSockets over it: clients open them over HTTP/1.1");
                case Http2.Answered(int status)
                when status == OK -> notes.good(what, "h2, and a WebSocket opens over it (RFC 8441)");
                case Http2.Answered(int status) -> mismatch(notes, what, "answered with " + status);
                case Http2.Failed(String how) -> mismatch(notes, what, how);
            }
        } catch (DialFailure failure) {
            notes.note(what, "TLS does not come about: " + failure.detail());
        }
    }

    private static void mismatch(Notes notes, String what, String how) {
        notes.bad(what, "h2, and a WebSocket over it: " + how);
        Explanation why = Explained.as(
                Cause.HTTP2_EXTENDED_CONNECT_MISMATCH,
                Confidence.LIKELY,
                Initiator.BACKEND,
                "The server offers WebSockets over HTTP/2 and does not carry them through, while they open over HTTP/1.1.",
                List.of(
                        "its settings enable extended CONNECT (SETTINGS_ENABLE_CONNECT_PROTOCOL 1)",
                        "an extended CONNECT for a WebSocket: " + how,
                        "the same handshake over HTTP/1.1 opens"),
                Cause.HTTP2_EXTENDED_CONNECT_MISMATCH.fix());
        notes.found(Severity.FAULT, "WebSockets over HTTP/2 are offered and fail", why);
    }
}
