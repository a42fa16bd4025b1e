package dev.holdfast.core.port;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.incident.ClientKey;
import org.jspecify.annotations.Nullable;

/// Says who is held back because it connects again and again and never stays.
public interface HoldBack {
    HoldBack NOBODY = _ -> null;

    /// Called on event loops: returns at once, never throws.
    ///
    /// @return the ground on which this client is to be refused; `null` where it is welcome
    @Nullable
    Decision heldBack(ClientKey client);
}
