package dev.holdfast.server.handshake;

import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.Decision;
import java.util.ArrayList;
import java.util.List;

/// Chooses the subprotocol. The rule that Holdfast began with: whoever offered some gets one selected, or is
/// refused and told why. A 101 that selects none makes a browser drop the connection at once; one that
/// selects the entry with the token writes the token into every log on the way.
public final class Subprotocols {
    public static final String HOLDFAST = "holdfast.v1";
    public static final String JWT_AUTH = "jwt-auth";

    private final List<String> spoken;

    /// @param ofTheApplication besides ours, in order of preference
    public Subprotocols(List<String> ofTheApplication) {
        List<String> all = new ArrayList<>();
        all.add(HOLDFAST);
        all.addAll(ofTheApplication);
        all.add(JWT_AUTH);
        spoken = List.copyOf(all);
    }

    public sealed interface Choice {}

    public record Selected(String subprotocol) implements Choice {}

    /// None was offered, so none is selected.
    public record NoneOffered() implements Choice {}

    public record Refused(Decision.SubprotocolRefused decision) implements Choice {}

    public Choice choose(List<String> offered) {
        if (offered.isEmpty()) {
            return new NoneOffered();
        }
        List<String> open = offered.stream()
                .filter(entry -> !SubprotocolEntry.carriesSecret(entry))
                .toList();
        for (String candidate : spoken) {
            if (open.contains(candidate)) {
                return new Selected(candidate);
            }
        }
        return new Refused(new Decision.SubprotocolRefused(
                offered.stream().limit(10).map(SubprotocolEntry::redact).toList(), spoken, open.isEmpty()));
    }
}
