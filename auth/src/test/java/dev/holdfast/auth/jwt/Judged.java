package dev.holdfast.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.Accepted;
import dev.holdfast.core.port.Authenticator.AuthResult;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.core.port.Authenticator.Rejected;
import dev.holdfast.core.port.Authenticator.Unavailable;

/// What an authenticator said, ready to be compared.
final class Judged {
    private Judged() {}

    static AuthResult by(Authenticator authenticator, Credential credential) {
        try {
            return authenticator.authenticate(credential);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Accepted accepted(Authenticator authenticator, Credential credential) {
        AuthResult result = by(authenticator, credential);
        assertThat(result).isInstanceOf(Accepted.class);
        return (Accepted) result;
    }

    static AuthProblem problem(Authenticator authenticator, Credential credential) {
        AuthResult result = by(authenticator, credential);
        assertThat(result).isInstanceOf(Rejected.class);
        return ((Rejected) result).problem();
    }

    static String unavailable(Authenticator authenticator, Credential credential) {
        AuthResult result = by(authenticator, credential);
        assertThat(result).isInstanceOf(Unavailable.class);
        return ((Unavailable) result).problem().detail();
    }
}
