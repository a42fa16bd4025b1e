package dev.holdfast.proxy.plain;

import dev.holdfast.proxy.http.PlainFraming;
import dev.holdfast.proxy.page.ObserverScript;
import dev.holdfast.server.handshake.HandshakeFacts;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.question.PlainRequest;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A plain request that the gateway answers itself: it asks for an attempt that went through this gateway, or for the
/// observer script. Any other is the backend's.
///
/// @param keeps whether another request may follow
record OwnQuestion(PlainRequest asks, boolean keeps, boolean http10) {
    private static final String WHY = "/why/";

    /// @param address whom it is from
    /// @return `null` for what is the backend's
    static @Nullable OwnQuestion in(RequestHead head, PlainFraming.Clear framing, PlainParts parts, String address) {
        PlainRequest asks = asksUs(head.path(), parts) ? PlainRequest.of(head, parts.questions(), address) : null;
        if (asks == null) {
            return null;
        }
        boolean whole = asks.bodyBytes() > 0 || framing.body().done();
        return new OwnQuestion(asks, framing.keeps() && whole, head.version().equals("HTTP/1.0"));
    }

    private static boolean asksUs(String path, PlainParts parts) {
        ObserverScript observer = parts.observer();
        if (observer != null && observer.page(path) != null) {
            return true;
        }
        if (!path.startsWith(WHY)) {
            return false;
        }
        String attempt = path.substring(WHY.length());
        return HandshakeFacts.isAttempt(attempt)
                // In this order: an end is in the one until it is in the other.
                && (parts.attempted().test(attempt) || parts.questions().why().explain(attempt) != null);
    }

    /// @param kept whether the connection is kept
    /// @return `null` while its body is not there
    byte @Nullable [] answer(ByteBuf in, boolean kept) {
        int bytes = asks.bodyBytes();
        if (in.readableBytes() < bytes) {
            return null;
        }
        byte[] body = new byte[bytes];
        in.readBytes(body);
        return asks.answer(body).bytes(PlainFraming.connection(kept, http10));
    }
}
