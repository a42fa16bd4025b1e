package dev.holdfast.doctor.probe.check;

import dev.holdfast.doctor.probe.target.Target;
import dev.holdfast.doctor.probe.wire.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be examined, and how.
///
/// @param token sent to the target and shown nowhere
/// @param origin of the page that connects, as a browser sends it
/// @param subprotocols that the clients of this server offer
/// @param hold how long connections are held to find limits; absent: not at all
/// @param only names of the checks to run; empty: all. `address`, `tls` and `open` run always, others
/// rest on them
/// @param hostile whether invalid frames are sent
public record ProbeOptions(
        Target target,
        @Nullable String token,
        @Nullable String origin,
        List<String> subprotocols,
        @Nullable Duration hold,
        Set<String> only,
        boolean hostile,
        Limits limits) {
    /// A shorter text is no secret, and would be found in every word.
    public static final int SHORTEST_TOKEN = 4;

    public ProbeOptions {
        subprotocols = List.copyOf(subprotocols);
        only = Set.copyOf(only);
    }

    public static ProbeOptions of(Target target) {
        return new ProbeOptions(target, null, null, List.of(), null, Set.of(), false, Limits.DEFAULT);
    }

    public ProbeOptions withToken(String secret) {
        return new ProbeOptions(target, secret, origin, subprotocols, hold, only, hostile, limits);
    }

    public ProbeOptions offering(String... names) {
        return new ProbeOptions(target, token, origin, List.of(names), hold, only, hostile, limits);
    }

    public ProbeOptions holding(Duration time) {
        return new ProbeOptions(target, token, origin, subprotocols, time, only, hostile, limits);
    }

    public ProbeOptions from(@Nullable String page) {
        return new ProbeOptions(target, token, page, subprotocols, hold, only, hostile, limits);
    }

    public ProbeOptions onlyChecks(String... names) {
        return new ProbeOptions(target, token, origin, subprotocols, hold, Set.of(names), hostile, limits);
    }

    public ProbeOptions withHostile() {
        return new ProbeOptions(target, token, origin, subprotocols, hold, only, true, limits);
    }

    public ProbeOptions within(Limits other) {
        return new ProbeOptions(target, token, origin, subprotocols, hold, only, hostile, other);
    }

    /// Never the token.
    @Override
    public String toString() {
        return "ProbeOptions[" + target.shown() + "]";
    }
}
