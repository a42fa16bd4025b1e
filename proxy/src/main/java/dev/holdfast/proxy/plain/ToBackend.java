package dev.holdfast.proxy.plain;

import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.proxy.access.User;
import dev.holdfast.proxy.backend.Dial;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.backend.StickyKey;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.transport.Transport;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The way of a plain request to a backend: over the connection that is kept for its client, or over a new one.
final class ToBackend {
    private final PlainParts parts;
    private final PlainParts.OfLoop ofLoop;
    private final EventLoop loop;
    private final Runnable flushClient;
    private @Nullable KeptBackend kept;
    private @Nullable Dial dial;
    private @Nullable Standing target;

    /// Hears what comes of it.
    interface Outcome {
        /// Not before the call that asked for it returns, where the connection is a new one.
        void reached(KeptBackend backend);

        void unreached(Standing last, BackendProblem problem, String detail);
    }

    ToBackend(PlainParts parts, PlainParts.OfLoop ofLoop, EventLoop loop, Runnable flushClient) {
        this.parts = parts;
        this.ofLoop = ofLoop;
        this.loop = loop;
        this.flushClient = flushClient;
    }

    /// The backend that was asked last.
    Standing target() {
        return Objects.requireNonNull(target);
    }

    /// @param user whom it is from; `null` where nobody was asked
    /// @param anew whether the connection that is kept will not do
    void reach(RequestHead request, @Nullable User user, boolean anew, Outcome outcome) {
        KeptBackend present = kept;
        String key = StickyKey.of(request, parts.options().sharing(), user == null ? null : user.id());
        if (present != null) {
            boolean here =
                    key == null || present.standing().equals(parts.backends().choose(key, List.of()));
            if (!anew && here && present.usable(parts.time().nanos())) {
                outcome.reached(present);
                return;
            }
            present.close();
            kept = null;
        }
        dial(Objects.requireNonNull(parts.backends().choose(key, List.of())), key, new ArrayList<>(1), outcome);
    }

    private void dial(Standing to, @Nullable String key, List<Standing> tried, Outcome outcome) {
        target = to;
        dial = Dial.start(
                to.backend(),
                parts.backendTls(),
                ofLoop.connector(),
                loop,
                parts.blocking(),
                transport -> connected(transport, to, outcome),
                (problem, detail) -> {
                    dial = null;
                    to.missed();
                    tried.add(to);
                    Standing other = parts.backends().choose(key, tried);
                    if (other == null) {
                        outcome.unreached(to, problem, detail);
                    } else {
                        dial(other, key, tried, outcome);
                    }
                });
    }

    private KeptBackend connected(Transport transport, Standing to, Outcome outcome) {
        dial = null;
        KeptBackend made = new KeptBackend(transport, to, flushClient);
        kept = made;
        // The transport is of use only once this has returned.
        loop.execute(() -> {
            if (kept == made && made.alive()) {
                outcome.reached(made);
            } else if (kept == made) {
                outcome.unreached(to, BackendProblem.ENDED_UNANSWERED, "");
            }
        });
        return made;
    }

    void flush() {
        KeptBackend present = kept;
        if (present != null && present.alive()) {
            present.transport().flush();
        }
    }

    /// Gives up what is being dialled and what is kept.
    void close() {
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
        KeptBackend present = kept;
        kept = null;
        if (present != null) {
            present.close();
        }
    }
}
