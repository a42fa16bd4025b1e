package dev.holdfast.core.connection;

import dev.holdfast.core.evidence.Carrier;
import java.util.Set;

/// The credentials that an opening handshake through a gateway carried, as far as attempts are told apart by
/// them. None of it leads back to a credential, and none is written down.
///
/// @param carriers that held one
/// @param marks of the credentials: equal ones have equal marks, in this run of the program only
public record Presented(Set<Carrier> carriers, Set<String> marks) {
    public Presented {
        carriers = Carrier.inOrder(carriers);
        marks = Set.copyOf(marks);
    }
}
