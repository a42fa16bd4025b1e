package dev.holdfast.proxy.relay;

import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.proxy.access.User;
import dev.holdfast.proxy.backend.Backend;
import dev.holdfast.proxy.backend.Dial;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.backend.StickyKey;
import dev.holdfast.server.handshake.OpeningHandshake;
import dev.holdfast.server.handshake.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The way of an opening handshake to a backend: which one it goes to, and to which other where that can't be reached.
final class Reach {
    private final GatewayConnection connection;
    private final GatewayParts parts;
    private final RequestHead request;
    private final @Nullable User user;
    private final long completeAt;
    private final List<Standing> tried = new ArrayList<>(1);
    private @Nullable Dial dial;

    /// @param user who was let in; `null` where nobody was asked
    Reach(GatewayConnection connection, RequestHead request, @Nullable User user) {
        this.connection = connection;
        this.parts = connection.parts();
        this.request = request;
        this.user = user;
        this.completeAt = connection.now();
    }

    void begin() {
        Standing chosen = Objects.requireNonNull(choose());
        chosen(chosen);
        // A client that sends before the answer is not read until it is there (RFC 6455 4.1).
        connection.down().reading(false);
        connection.connecting();
        dial(chosen.backend());
    }

    private @Nullable Standing choose() {
        return parts.backends()
                .choose(StickyKey.of(request, parts.options().sharing(), user == null ? null : user.id()), tried);
    }

    private void chosen(Standing standing) {
        connection.goTo(standing);
        connection.record(new Fact.UpstreamChosen(standing.backend().authority(), offeredExtensions()));
    }

    private List<String> offeredExtensions() {
        return request.list("sec-websocket-extensions").stream()
                .limit(10)
                .map(OpeningHandshake::cut)
                .toList();
    }

    private void dial(Backend backend) {
        dial = Dial.start(
                backend,
                parts.backendTls(),
                connection.share().connector,
                connection.eventLoop(),
                parts.blocking(),
                transport -> {
                    dial = null;
                    return connection.connected(transport);
                },
                this::unreached);
    }

    /// Nothing has been sent yet, so another backend may do as well.
    private void unreached(BackendProblem problem, String detail) {
        dial = null;
        connection.target().missed();
        tried.add(connection.target());
        Standing other = choose();
        if (other == null) {
            failed(problem, detail);
            return;
        }
        connection.record(
                new Fact.UpstreamPassedOver(connection.target().backend().authority(), problem, detail));
        chosen(other);
        dial(other.backend());
    }

    /// There is no answer to hand on.
    void failed(BackendProblem problem, String detail) {
        connection.end(new Decision.BackendFailed(
                connection.target().backend().authority(),
                problem,
                detail,
                Duration.ofNanos(connection.now() - completeAt)));
    }

    /// Gives it up.
    void cancel() {
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
    }
}
