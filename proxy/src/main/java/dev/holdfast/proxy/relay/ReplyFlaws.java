package dev.holdfast.proxy.relay;

import dev.holdfast.core.evidence.ReplyFlaw;
import dev.holdfast.proxy.http.AnswerHead;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.handshake.RequestHead;
import java.util.ArrayList;
import java.util.List;

/// Judges a backend's 101 as a client does (RFC 6455 4.1). Pure.
final class ReplyFlaws {
    private ReplyFlaws() {}

    static List<ReplyFlaw> of(RequestHead request, AnswerHead answer) {
        List<ReplyFlaw> flaws = new ArrayList<>();
        if (!answer.has("upgrade", "websocket") || !answer.has("connection", "upgrade")) {
            flaws.add(ReplyFlaw.UPGRADE_MISSING);
        }
        String accept = answer.first("sec-websocket-accept");
        String key = request.first("sec-websocket-key");
        if (accept == null) {
            flaws.add(ReplyFlaw.ACCEPT_MISSING);
        } else if (key != null && !accept.equals(HttpAnswer.accept(key))) {
            flaws.add(ReplyFlaw.ACCEPT_WRONG);
        }
        List<String> selected = answer.list("sec-websocket-protocol");
        if (selected.size() > 1) {
            flaws.add(ReplyFlaw.SUBPROTOCOL_TWICE);
        }
        if (!request.list("sec-websocket-protocol").containsAll(selected)) {
            flaws.add(ReplyFlaw.SUBPROTOCOL_NOT_OFFERED);
        }
        List<String> offered = request.list("sec-websocket-extensions").stream()
                .map(ReplyFlaws::name)
                .toList();
        if (answer.list("sec-websocket-extensions").stream()
                .map(ReplyFlaws::name)
                .anyMatch(name -> !offered.contains(name))) {
            flaws.add(ReplyFlaw.EXTENSION_NOT_OFFERED);
        }
        return flaws;
    }

    /// An extension without its parameters.
    private static String name(String extension) {
        int semicolon = extension.indexOf(';');
        return (semicolon < 0 ? extension : extension.substring(0, semicolon)).strip();
    }
}
