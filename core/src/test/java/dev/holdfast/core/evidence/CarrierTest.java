package dev.holdfast.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CarrierTest {
    private static final Set<Carrier> MIXED =
            new LinkedHashSet<>(List.of(Carrier.TICKET, Carrier.HEADER, Carrier.COOKIE));

    @Test
    void several_are_told_in_one_order_whatever_set_holds_them() {
        assertThat(Carrier.words(MIXED)).isEqualTo("header, cookie, ticket");
        assertThat(Carrier.words(Set.of())).isEqualTo("none");
    }

    /// A log line whose order changes from one run to the next can't be compared.
    @Test
    void facts_keep_them_in_order_and_cant_be_changed_from_outside() {
        Set<Carrier> given = new LinkedHashSet<>(MIXED);
        Fact.HandshakeReceived fact = Life.handshake(null, given, List.of());
        given.clear();
        assertThat(fact.carriers()).containsExactlyElementsOf(EnumSet.copyOf(MIXED));
        assertThat(new AuthProblem.CarriersConflict(MIXED).present()).containsExactlyElementsOf(EnumSet.copyOf(MIXED));
        assertThat(new AuthProblem.Missing(Set.of()).enabled()).isEmpty();
    }
}
