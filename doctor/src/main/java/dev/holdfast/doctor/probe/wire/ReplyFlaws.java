package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.evidence.ReplyFlaw;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Judges a 101 as a client does (RFC 6455 4.1). Pure.
final class ReplyFlaws {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private ReplyFlaws() {}

    static List<ReplyFlaw> of(HandshakeRequest request, String key, AnswerHead answer) {
        List<ReplyFlaw> flaws = new ArrayList<>();
        if (!answer.has("upgrade", "websocket") || !answer.has("connection", "upgrade")) {
            flaws.add(ReplyFlaw.UPGRADE_MISSING);
        }
        String accept = answer.first("sec-websocket-accept");
        if (accept == null) {
            flaws.add(ReplyFlaw.ACCEPT_MISSING);
        } else if (!accept.equals(accept(key))) {
            flaws.add(ReplyFlaw.ACCEPT_WRONG);
        }
        List<String> selected = answer.list("sec-websocket-protocol");
        if (selected.size() > 1) {
            flaws.add(ReplyFlaw.SUBPROTOCOL_TWICE);
        }
        if (!request.subprotocols().containsAll(selected)) {
            flaws.add(ReplyFlaw.SUBPROTOCOL_NOT_OFFERED);
        }
        List<String> offered =
                request.extensions().stream().map(ReplyFlaws::name).toList();
        if (answer.list("sec-websocket-extensions").stream()
                .map(ReplyFlaws::name)
                .anyMatch(name -> !offered.contains(name))) {
            flaws.add(ReplyFlaw.EXTENSION_NOT_OFFERED);
        }
        return flaws;
    }

    static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /// An extension without its parameters.
    private static String name(String extension) {
        int semicolon = extension.indexOf(';');
        return (semicolon < 0 ? extension : extension.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
