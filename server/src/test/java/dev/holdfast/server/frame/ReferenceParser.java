package dev.holdfast.server.frame;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// RFC 6455 read aloud, one byte at a time, without a thought for speed or memory: what [FrameReader] is compared with.
/// Shares no code with it. Its clock stands still, so a control burst is all there is.
final class ReferenceParser {
    private static final List<String> HTTP = List.of(
            "GET ",
            "PUT ",
            "HEAD ",
            "POST ",
            "PATCH ",
            "TRACE ",
            "DELETE ",
            "OPTIONS ",
            "CONNECT ",
            "HTTP/",
            "PRI * HT");

    final List<String> events = new ArrayList<>();
    private final FrameLimits limits;

    private final StringBuilder start = new StringBuilder();
    private boolean startDecided;
    private boolean ended;
    private int controls;

    private final List<Integer> header = new ArrayList<>();
    private long payloadLength = -1;
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

    private int messageOpcode = -1;
    private int messageFrames;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private ReferenceUtf8 utf8 = new ReferenceUtf8();

    ReferenceParser(FrameLimits limits) {
        this.limits = limits;
    }

    void accept(byte[] bytes) {
        for (byte octet : bytes) {
            if (!ended) {
                octet(octet & 0xFF);
            }
        }
    }

    private void octet(int octet) {
        if (!startDecided) {
            start.append((char) octet);
            String soFar = start.toString();
            if (HTTP.contains(soFar)) {
                violation(Violation.HTTP_AFTER_UPGRADE);
                return;
            }
            if (HTTP.stream().anyMatch(beginning -> beginning.startsWith(soFar))) {
                return;
            }
            startDecided = true;
            for (int i = 0; i < soFar.length() && !ended; i++) {
                frameOctet(soFar.charAt(i));
            }
            return;
        }
        frameOctet(octet);
    }

    private void frameOctet(int octet) {
        if (payloadLength < 0) {
            header.add(octet);
            Violation violation = headerViolation();
            if (violation != null) {
                violation(violation);
            } else if (header.size() == headerSize()) {
                payloadLength = declaredLength();
                headerComplete();
            }
        } else {
            int plain = octet ^ header.get(header.size() - 4 + payload.size() % 4);
            payload.write(plain);
            if (opcode() <= 2) {
                message.write(plain);
                if (messageOpcode == 1 && !utf8.possible(plain)) {
                    violation(Violation.INVALID_UTF8);
                }
            }
        }
        if (!ended && payload.size() == payloadLength) {
            frameComplete();
            header.clear();
            payload.reset();
            payloadLength = -1;
        }
    }

    private int opcode() {
        return header.get(0) % 16;
    }

    private boolean fin() {
        return header.get(0) >= 128;
    }

    private int extendedLengthSize() {
        return switch (header.get(1) % 128) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private int headerSize() {
        return header.size() < 2 ? Integer.MAX_VALUE : 2 + extendedLengthSize() + 4;
    }

    private long declaredLength() {
        if (extendedLengthSize() == 0) {
            return header.get(1) % 128;
        }
        long length = 0;
        for (int octet : header.subList(2, 2 + extendedLengthSize())) {
            length = length * 256 + octet;
        }
        return length;
    }

    /// The first rule that the header so far breaks.
    private @Nullable Violation headerViolation() {
        boolean control = opcode() >= 8;
        if (header.get(0) / 16 % 8 != 0) {
            return Violation.RESERVED_BIT;
        }
        if (!List.of(0, 1, 2, 8, 9, 10).contains(opcode())) {
            return Violation.UNKNOWN_OPCODE;
        }
        if (control && !fin()) {
            return Violation.CONTROL_FRAGMENTED;
        }
        if (opcode() == 0 && messageOpcode < 0) {
            return Violation.CONTINUATION_WITHOUT_START;
        }
        if ((opcode() == 1 || opcode() == 2) && messageOpcode >= 0) {
            return Violation.MESSAGE_INSIDE_MESSAGE;
        }
        if (header.size() < 2) {
            return null;
        }
        if (header.get(1) < 128) {
            return Violation.UNMASKED_FRAME;
        }
        if (control && header.get(1) % 128 > 125) {
            return Violation.CONTROL_TOO_LONG;
        }
        if (opcode() == 8 && header.get(1) % 128 == 1) {
            return Violation.CLOSE_PAYLOAD;
        }
        if (opcode() == 2 && !limits.binaryAccepted()) {
            return Violation.BINARY_NOT_SUPPORTED;
        }
        if (!control && messageFrames + 1 > limits.maxFragments()) {
            return Violation.TOO_MANY_FRAGMENTS;
        }
        if (header.size() < 2 + extendedLengthSize()) {
            return null;
        }
        long length = declaredLength();
        if (length < 0
                || (extendedLengthSize() == 2 && length < 126)
                || (extendedLengthSize() == 8 && length < 65_536)) {
            return Violation.LENGTH_ENCODING;
        }
        if (!control && length > limits.maxMessageBytes() - message.size()) {
            return Violation.MESSAGE_TOO_BIG;
        }
        return null;
    }

    private void headerComplete() {
        if (opcode() == 1 || opcode() == 2) {
            messageOpcode = opcode();
        }
        if (opcode() <= 2) {
            messageFrames++;
        }
    }

    private void frameComplete() {
        switch (opcode()) {
            case 8 -> closeComplete();
            case 9 -> control(Event.ping(hex(payload)));
            case 10 -> control(Event.pong(hex(payload)));
            default -> {
                if (fin()) {
                    messageComplete();
                }
            }
        }
    }

    private void messageComplete() {
        if (messageOpcode == 1 && utf8.unfinished()) {
            violation(Violation.INVALID_UTF8);
            return;
        }
        events.add(
                messageOpcode == 1 ? Event.text(message.toString(StandardCharsets.UTF_8)) : Event.binary(hex(message)));
        messageOpcode = -1;
        messageFrames = 0;
        message.reset();
        utf8 = new ReferenceUtf8();
    }

    private void control(String event) {
        controls++;
        if (controls > limits.controlFrameBurst()) {
            violation(Violation.CONTROL_FLOOD);
        } else {
            events.add(event);
        }
    }

    private void closeComplete() {
        byte[] body = payload.toByteArray();
        if (body.length == 0) {
            events.add(Event.close(CloseFrame.EMPTY));
            ended = true;
            return;
        }
        int code = (body[0] & 0xFF) * 256 + (body[1] & 0xFF);
        boolean registered = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
        if (!registered && !(code >= 3000 && code <= 4999)) {
            violation(Violation.CLOSE_CODE);
            return;
        }
        ReferenceUtf8 reason = new ReferenceUtf8();
        for (int i = 2; i < body.length; i++) {
            if (!reason.possible(body[i] & 0xFF)) {
                violation(Violation.INVALID_UTF8);
                return;
            }
        }
        if (reason.unfinished()) {
            violation(Violation.INVALID_UTF8);
            return;
        }
        String text = new String(body, 2, body.length - 2, StandardCharsets.UTF_8);
        events.add(Event.close(CloseFrame.of(new CloseCode(code), text)));
        ended = true;
    }

    private void violation(Violation kind) {
        events.add(Event.violation(kind));
        ended = true;
    }

    private static String hex(ByteArrayOutputStream bytes) {
        StringBuilder digits = new StringBuilder();
        for (byte octet : bytes.toByteArray()) {
            digits.append(String.format("%02x", octet));
        }
        return digits.toString();
    }
}
