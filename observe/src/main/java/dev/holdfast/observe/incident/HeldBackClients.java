package dev.holdfast.observe.incident;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.incident.ClientKey;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.core.incident.IncidentEffect;
import dev.holdfast.core.port.HoldBack;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The clients whose reconnect loops go on: as many as there are loops, so bounded as they are. Safe for use by many
/// threads; event loops that ask wait for nobody.
final class HeldBackClients implements HoldBack {
    private final Duration retryAfter;
    private final ConcurrentMap<ClientKey, Decision> held = new ConcurrentHashMap<>();

    /// @param retryAfter zero to hold nobody back
    HeldBackClients(Duration retryAfter) {
        this.retryAfter = retryAfter;
    }

    @Override
    public @Nullable Decision heldBack(ClientKey client) {
        return held.get(client);
    }

    void learn(IncidentEffect effect) {
        if (retryAfter.isZero()) {
            return;
        }
        if (effect instanceof IncidentEffect.Opened(Incident incident)
                && incident.details() instanceof Incident.Loop loop) {
            held.put(
                    loop.client(),
                    new Decision.HeldBack(
                            incident.id(),
                            incident.subject(),
                            incident.explanation().cause().id(),
                            retryAfter));
        } else if (effect instanceof IncidentEffect.Ended(Incident incident)
                && incident.details() instanceof Incident.Loop loop) {
            held.remove(loop.client());
        }
    }
}
