package dev.holdfast.core.connection;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who a connection is, as far as it is known yet. Texts from the client are bounded and otherwise as it sent
/// them: whoever shows them escapes them.
///
/// @param connectionId unique, of ours, never reused
/// @param userId who authenticated; absent before that
/// @param remoteAddress address and port of the TCP peer, such as `127.0.0.1:50312`
/// @param path the path asked for, without the query
/// @param authMethod the carrier's word, or `development` or `anonymous`
/// @param subprotocol the selected one
/// @param attempt the client's own id for this attempt, from the query
/// @param acceptedAt when the TCP connection was accepted
/// @param presented by what a gateway tells clients apart; absent in a server, which knows their users
public record ConnectionInfo(
        String connectionId,
        @Nullable String userId,
        String remoteAddress,
        @Nullable String path,
        @Nullable String authMethod,
        @Nullable String subprotocol,
        @Nullable String origin,
        @Nullable String userAgent,
        @Nullable String attempt,
        Instant acceptedAt,
        @Nullable Presented presented) {
    /// By these a connection gets a user without having said who it is.
    private static final Set<String> WITHOUT_CREDENTIAL = Set.of("development", "anonymous");

    /// The user who authenticated; absent where nobody had to.
    public @Nullable String account() {
        return authMethod == null || WITHOUT_CREDENTIAL.contains(authMethod) ? null : userId;
    }

    /// Before anything was read from it.
    public static ConnectionInfo accepted(String connectionId, String remoteAddress, Instant acceptedAt) {
        return new ConnectionInfo(
                connectionId, null, remoteAddress, null, null, null, null, null, null, acceptedAt, null);
    }

    /// With what the opening handshake asks for.
    public ConnectionInfo requested(
            String askedPath, @Nullable String fromOrigin, @Nullable String agent, @Nullable String clientAttempt) {
        return new ConnectionInfo(
                connectionId,
                userId,
                remoteAddress,
                askedPath,
                authMethod,
                subprotocol,
                fromOrigin,
                agent,
                clientAttempt,
                acceptedAt,
                presented);
    }

    /// With who it is from.
    public ConnectionInfo authenticated(String user, String method) {
        return new ConnectionInfo(
                connectionId,
                user,
                remoteAddress,
                path,
                method,
                subprotocol,
                origin,
                userAgent,
                attempt,
                acceptedAt,
                presented);
    }

    /// With what the opening handshake was answered with.
    public ConnectionInfo upgraded(@Nullable String selected) {
        return new ConnectionInfo(
                connectionId,
                userId,
                remoteAddress,
                path,
                authMethod,
                selected,
                origin,
                userAgent,
                attempt,
                acceptedAt,
                presented);
    }

    /// With the credentials that its opening handshake carries.
    public ConnectionInfo presenting(Presented credentials) {
        return new ConnectionInfo(
                connectionId,
                userId,
                remoteAddress,
                path,
                authMethod,
                subprotocol,
                origin,
                userAgent,
                attempt,
                acceptedAt,
                credentials);
    }
}
