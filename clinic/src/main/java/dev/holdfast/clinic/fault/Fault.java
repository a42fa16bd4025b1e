package dev.holdfast.clinic.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens to a connection between its two ends; an entry of `spec/faults.json`.
///
/// @param name as in the list
/// @param request what is done to the opening handshake
/// @param response what is done to its answer
/// @param toServer how bytes travel after the upgrade
/// @param toClient the same in the other direction
/// @param cut when and how it is ended; absent where the relay never ends it
public record Fault(
        String name,
        Headers request,
        Headers response,
        Flow toServer,
        Flow toClient,
        @Nullable Cut cut) {

    /// @param add header lines that are put in
    /// @param remove names of header lines that are left out
    /// @param addBytes length of a header line of no meaning, 0 for none
    public record Headers(Map<String, String> add, List<String> remove, int addBytes) {
        public Headers {
            add = Map.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    /// @param delay from taking bytes to passing them on
    /// @param sliceBytes most bytes passed on at once, 0 for no limit
    /// @param bytesPerSecond 0 for no limit
    /// @param insert passed on before the first bytes
    public record Flow(Duration delay, int sliceBytes, int bytesPerSecond, String insert) {}

    /// What a cut waits for.
    public enum When {
        SILENCE,
        SILENCE_FROM_SERVER,
        SILENCE_FROM_CLIENT,
        AGE,
        ASKED
    }

    /// How a connection is ended, towards both sides.
    public enum How {
        FIN,
        RESET,
        /// Both sides stay open, and nothing is passed on any more.
        SILENCE,
        /// Both sides stay open, and what the server says does not reach the client any more.
        SILENCE_TO_CLIENT
    }

    /// @param after zero where it waits to be asked
    public record Cut(When when, Duration after, How how) {}

    /// The same, cutting after another time.
    public Fault after(Duration time) {
        Cut present = cut;
        if (present == null) {
            throw new IllegalStateException("the fault " + name + " cuts nothing: expected one with a cut");
        }
        return new Fault(name, request, response, toServer, toClient, new Cut(present.when(), time, present.how()));
    }
}
