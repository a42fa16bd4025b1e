package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.JwksServer;
import dev.holdfast.clinic.part.JwksServer.State;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.util.List;
import java.util.Set;

/// Servers of keys that fail in their several ways, which must never look like a bad token; and keys that they don't
/// have.
final class KeyServerCases {
    private KeyServerCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.AUTH_BACKEND_DOWN, "Node ws", trial -> with(trial, State.FAILING, TokenBearer.NODE))
                        .needing(Need.NODE)
                        .called("answers 500"),
                hit(Cause.AUTH_BACKEND_DOWN, "Node ws", trial -> with(trial, State.HANGING, TokenBearer.NODE))
                        .needing(Need.NODE)
                        .called("never answers"),
                hit(Cause.AUTH_BACKEND_DOWN, "JDK client", trial -> with(trial, State.GARBAGE, TokenBearer.JDK))
                        .called("answers garbage"),
                hit(Cause.AUTH_BACKEND_DOWN, "Chromium", KeyServerCases::down)
                        .needing(Need.CHROMIUM, Need.NODE)
                        .called("not there"),
                // In an outage keys that were fetched before it go on being good.
                nearMiss(
                                Cause.AUTH_BACKEND_DOWN,
                                "Node ws",
                                "a key fetched before the outage",
                                Set.of(Cause.CLIENT_LEFT),
                                KeyServerCases::fetchedBefore)
                        .needing(Need.NODE),
                nearMiss(
                                Cause.AUTH_BACKEND_DOWN,
                                "Node ws",
                                "what is no token in an outage",
                                Set.of(Cause.TOKEN_MALFORMED),
                                KeyServerCases::noTokenInAnOutage)
                        .needing(Need.NODE),
                hit(Cause.TOKEN_KEY_UNKNOWN, "Node ws", trial -> unknownKey(trial, TokenBearer.NODE))
                        .needing(Need.NODE),
                hit(Cause.TOKEN_KEY_UNKNOWN, "python-websockets", trial -> unknownKey(trial, TokenBearer.PYTHON))
                        .needing(Need.PYTHON_WEBSOCKETS),
                // The id is known; the key behind it is another one.
                nearMiss(
                                Cause.TOKEN_KEY_UNKNOWN,
                                "Node ws",
                                "another key under a known id",
                                Set.of(Cause.TOKEN_SIGNATURE_INVALID),
                                KeyServerCases::anotherKeyUnderItsId)
                        .needing(Need.NODE));
    }

    private static Server.Setup impatient(Trial trial, JwksServer keys) {
        return trial.withKeysFrom(keys.address()).with("auth.jwt.key-server.deadline", "500ms");
    }

    private static Said with(Trial trial, State state, TokenBearer bearer) throws Exception {
        JwksServer keys = trial.with(JwksServer.start()).now(state);
        Server server = impatient(trial, keys).start();
        bearer.connect(trial, server, trial.pages(), Token.of("alice").signedWith(keys.key()));
        return Said.of("end", server.diagnostics().end());
    }

    private static Said down(Trial trial) throws Exception {
        JwksServer keys = JwksServer.start();
        keys.close();
        WebPages pages = trial.pages();
        Server server = impatient(trial, keys).with("origins", pages.origin()).start();
        TokenBearer.CHROMIUM.connect(trial, server, pages, Token.of("alice").signedWith(keys.key()));
        return Said.of("end", server.diagnostics().end());
    }

    private static Said fetchedBefore(Trial trial) throws Exception {
        JwksServer keys = trial.with(JwksServer.start());
        Server server = trial.withKeysFrom(keys.address()).start();
        TokenBearer.NODE.connect(trial, server, trial.pages(), Token.of("alice").signedWith(keys.key()));
        server.diagnostics().end();
        keys.now(State.FAILING);
        TokenBearer.NODE.connect(trial, server, trial.pages(), Token.of("alice").signedWith(keys.key()));
        return Said.of("end", server.diagnostics().ends(2).getLast());
    }

    private static Said noTokenInAnOutage(Trial trial) throws Exception {
        JwksServer keys = trial.with(JwksServer.start()).now(State.FAILING);
        Server server = impatient(trial, keys).start();
        TokenBearer.NODE.connect(trial, server, trial.pages(), "abc");
        return Said.of("end", server.diagnostics().end());
    }

    private static Said unknownKey(Trial trial, TokenBearer bearer) throws Exception {
        JwksServer keys = trial.with(JwksServer.start());
        Server server = trial.withKeysFrom(keys.address()).start();
        bearer.connect(trial, server, trial.pages(), Token.of("alice").signedWith(JwksServer.key("key-2")));
        return Said.of("end", server.diagnostics().end());
    }

    private static Said anotherKeyUnderItsId(Trial trial) throws Exception {
        JwksServer keys = trial.with(JwksServer.start());
        Server server = trial.withKeysFrom(keys.address()).start();
        TokenBearer.NODE.connect(
                trial,
                server,
                trial.pages(),
                Token.of("alice").signedWith(JwksServer.key(keys.key().getKeyID())));
        return Said.of("end", server.diagnostics().end());
    }
}
