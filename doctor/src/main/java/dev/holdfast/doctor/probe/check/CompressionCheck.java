package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Attempt.Opened;
import dev.holdfast.doctor.probe.wire.Got;
import dev.holdfast.doctor.probe.wire.Opcode;
import dev.holdfast.doctor.probe.wire.OutFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Whether permessage-deflate (RFC 7692) is agreed on, and works once it is.
final class CompressionCheck implements Check {
    private static final String OFFER = "permessage-deflate; client_no_context_takeover; server_no_context_takeover";
    private static final String SAID = "{\"type\":\"ping\",\"pad\":\"" + "compressible ".repeat(20) + "\"}";

    @Override
    public String name() {
        return "compression";
    }

    @Override
    public String title() {
        return "Compression";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        notes.doing("permessage-deflate");
        try (Attempt attempt = examination.attempt(examination.usual().withExtensions(OFFER))) {
            if (!(attempt.outcome() instanceof Opened opened)
                    || !attempt.scriptGoesOn()
                    || !examination.settled(attempt)) {
                notes.note("permessage-deflate offered", Examination.words(attempt));
                return;
            }
            List<String> used = opened.head().list("sec-websocket-extensions");
            if (used.isEmpty()) {
                notes.info("permessage-deflate", "offered, not used");
                attempt.conversation().close();
                return;
            }
            notes.info("permessage-deflate", "agreed on: " + used.getFirst());
            talk(examination, notes, attempt);
        }
    }

    private static void talk(Examination examination, Notes notes, Attempt attempt) {
        byte[] plain = SAID.getBytes(StandardCharsets.UTF_8);
        attempt.conversation()
                .send(OutFrame.of(Opcode.TEXT, Deflate.compress(plain)).compressed());
        boolean back = false;
        boolean unreadable = false;
        Got got = attempt.conversation().await(Duration.ofSeconds(1));
        if (got instanceof Got.Message(boolean _, byte[] payload, boolean compressed)) {
            byte[] inflated = compressed
                    ? Deflate.inflate(payload, examination.options().limits().messageBytes())
                    : payload;
            unreadable = inflated == null;
            back = inflated != null && Arrays.equals(inflated, plain);
        }
        Duration pong = attempt.conversation().ping("after".getBytes(StandardCharsets.US_ASCII));
        if (pong != null && !unreadable) {
            notes.good("a compressed message", back ? "comes back whole" : "taken, the connection goes on");
            attempt.conversation().close();
            return;
        }
        if (attempt.conversation().end() instanceof Got.Close(var frame)
                && frame.reportedCode() != 1002
                && frame.reportedCode() != 1007) {
            notes.note("a compressed message", "the application closed with " + Phrases.codeAndReason(frame));
            return;
        }
        String how = unreadable ? "the answer can't be inflated" : Examination.words(attempt);
        notes.bad("a compressed message", how);
        notes.found(
                Severity.FAULT,
                "Compression is agreed on and does not work",
                Explained.as(
                        Cause.COMPRESSION_FRAME_MISMATCH,
                        Confidence.LIKELY,
                        Initiator.BACKEND,
                        "The 101 agrees on permessage-deflate, and a compressed message breaks the connection.",
                        List.of("sent: a text message with RSV1 set, as RFC 7692 has it", how),
                        Cause.COMPRESSION_FRAME_MISMATCH.fix()));
    }
}
