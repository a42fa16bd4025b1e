package dev.holdfast.server.connection;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.core.incident.ClientKey;
import dev.holdfast.core.lifecycle.ConnectionEvent;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.server.options.AuthOptions.WithoutCredential;
import dev.holdfast.server.protocol.Replies;
import dev.holdfast.server.time.Deadlines.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who is at the other end, as far as it is known yet, and the places it takes among those admitted.
final class Identity {
    private final ServerConnection connection;

    private static final String DEVELOPMENT = "development";

    // Read by other threads too.
    private volatile ConnectionInfo info;

    private @Nullable Authentication authentication;
    private boolean mayEnterWithout;
    private boolean placeTaken;
    private boolean userPlaceTaken;

    Identity(ServerConnection connection, String remoteAddress, Instant acceptedAt) {
        this.connection = connection;
        this.info = ConnectionInfo.accepted(connection.around().ids().connection(), remoteAddress, acceptedAt);
    }

    /// From any thread.
    ConnectionInfo info() {
        return info;
    }

    void requested(Fact.HandshakeReceived request, @Nullable String attempt) {
        info = info.requested(request.path(), request.origin(), request.userAgent(), attempt);
    }

    void upgraded(@Nullable String subprotocol) {
        info = info.upgraded(subprotocol);
    }

    /// Takes a place in all and of this address.
    ///
    /// @return the limit that refuses it, or `null` when it is taken
    @Nullable
    AdmissionLimit enter() {
        AdmissionLimit limit = admission().enter(connection.remoteHost());
        placeTaken = limit == null;
        return limit;
    }

    /// Gives back every place that was taken.
    void leave() {
        if (placeTaken) {
            admission().leave(connection.remoteHost());
        }
        if (userPlaceTaken) {
            admission().leaveUser(Objects.requireNonNull(info.userId()));
        }
    }

    /// Asks who a credential belongs to: in the handshake, in the first message, or anew while open.
    void authenticate(Credential credential) {
        Authenticator authenticator = connection.around().authenticator();
        if (authentication == null && authenticator != null) {
            authentication = new Authentication(connection, authenticator, credential);
            authentication.start();
        } else if (connection.isOpen()) {
            connection.say(Replies.error(
                    null,
                    connection.errorId(),
                    "auth_failed",
                    authenticator == null
                            ? "no authentication is configured here"
                            : "the token before is still being checked",
                    true));
        }
    }

    boolean authenticating() {
        return authentication != null;
    }

    /// For how long whoever judges the credential has been asked; `null` where nobody is.
    @Nullable
    Duration askedFor() {
        return authentication == null ? null : authentication.askedFor();
    }

    void authenticationOver() {
        authentication = null;
    }

    void cancelAuthentication() {
        if (authentication != null) {
            authentication.cancel();
            authentication = null;
        }
    }

    /// The rules let this client in without a credential, unless one comes that turns out wrong.
    void mayEnterWithoutCredential() {
        mayEnterWithout = true;
    }

    /// Lets the client in without a credential, where the rules allow that and none is being checked.
    ///
    /// @return whether it is in
    boolean enterWithoutCredential() {
        if (!mayEnterWithout || authenticating()) {
            return false;
        }
        mayEnterWithout = false;
        if (connection.around().options().auth().withoutCredential() == WithoutCredential.ANONYMOUS) {
            admit("anonymous", "anonymous", null);
        } else {
            enterAsDeveloper();
        }
        return true;
    }

    private void enterAsDeveloper() {
        String user = "dev-temp-" + UUID.randomUUID();
        connection.record(new Fact.DevelopmentBypass(user));
        admit(user, DEVELOPMENT, null);
        connection
                .around()
                .listener()
                .noticed(new Notice(
                        Notice.Level.WARN,
                        "development-bypass",
                        "Development mode let a client in without a token, as a temporary user; production refuses it",
                        info,
                        Map.of(),
                        null));
    }

    /// Sentences for the client, on what production would refuse.
    List<String> warnings() {
        return Objects.equals(info.authMethod(), DEVELOPMENT)
                ? List.of("development bypass: no token was needed; production refuses this handshake")
                : List.of();
    }

    /// The client is known.
    ///
    /// @param method the carrier's word, or `development` or `anonymous`
    void admit(String user, String method, @Nullable Instant expiresAt) {
        boolean account = !method.equals(DEVELOPMENT) && !method.equals("anonymous");
        Decision held = account ? heldBack(new ClientKey(ClientKey.Trust.USER, user)) : unknownHeldBack();
        if (held != null) {
            connection.end(held);
            return;
        }
        if (account && !admission().enterUser(user)) {
            connection.end(new Decision.AdmissionRefused(
                    AdmissionLimit.USER, admission().allowed(AdmissionLimit.USER)));
            return;
        }
        userPlaceTaken = account;
        connection.record(new Fact.Authenticated(user, method, expiresAt));
        info = info.authenticated(user, method);
        connection.happen(ConnectionEvent.ADMITTED);
        validUntil(expiresAt);
    }

    /// What a client is refused with that is not known by its credential: a loop that it is in says more.
    Decision orHeldBack(Decision refusal) {
        Decision held = unknownHeldBack();
        return held == null ? refusal : held;
    }

    /// Who has no account is known by its tab, once it has said which, or by its address; but behind a proxy that is
    /// everybody's.
    private @Nullable Decision unknownHeldBack() {
        Timeline timeline = connection.timeline();
        String tab = timeline.first(Fact.Hello.class).map(Fact.Hello::tab).orElse(null);
        if (tab != null) {
            return heldBack(ClientKey.ofTab(tab));
        }
        boolean proxied = timeline.first(Fact.HandshakeReceived.class)
                .map(request -> !request.hops().isEmpty())
                .orElse(true);
        return proxied ? null : heldBack(new ClientKey(ClientKey.Trust.ADDRESS, connection.remoteHost()));
    }

    /// An open connection has said which tab it is.
    ///
    /// @return whether it is held back, and ends for that
    boolean heldBackByTab() {
        Decision held = info.account() == null ? unknownHeldBack() : null;
        if (held != null) {
            connection.end(held);
        }
        return held != null;
    }

    private @Nullable Decision heldBack(ClientKey client) {
        return connection.around().holdBack().heldBack(client);
    }

    /// A new token of the same user was accepted.
    void refreshed(@Nullable Instant expiresAt) {
        connection.record(new Fact.TokenRefreshed(expiresAt));
        connection.deadlines().clear(Kind.TOKEN);
        validUntil(expiresAt);
    }

    private void validUntil(@Nullable Instant expiresAt) {
        DataTransfer transfer = connection.transfer();
        if (transfer != null) {
            transfer.authenticated(expiresAt);
        }
        if (expiresAt != null && connection.isOpen()) {
            Duration left = Duration.between(connection.around().time().wall(), expiresAt);
            connection
                    .deadlines()
                    .set(
                            Kind.TOKEN,
                            left.plus(connection.around().options().auth().tokenGrace()));
        }
    }

    private Admission admission() {
        return connection.around().admission();
    }
}
