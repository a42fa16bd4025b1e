package dev.holdfast.clinic.cases;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.DecidedBy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Causes that have no case, and why.
public final class WithoutCase {
    public static final Map<Cause, String> REASONS = reasons();

    private WithoutCase() {}

    private static Map<Cause, String> reasons() {
        Map<Cause, String> reasons = new TreeMap<>();
        Arrays.stream(Cause.values())
                .filter(cause -> cause.decidedBy() == DecidedBy.GATEWAY)
                .forEach(cause -> reasons.put(cause, "takes the gateway, which sees both sides"));
        Arrays.stream(Cause.values())
                .filter(cause -> cause.decidedBy() == DecidedBy.PROBE)
                .forEach(cause -> reasons.put(cause, "nothing of it reaches a server: it takes a test from outside"));
        reasons.put(
                Cause.SUBPROTOCOL_NOT_ECHOED,
                "this server selects an offered subprotocol or refuses, so its own 101 never lacks one; where a box loses it"
                        + " on the way back, only the gateway or the client sees that");
        reasons.put(
                Cause.STARTUP_NOT_READY,
                "this server is ready microseconds after it listens, too soon for a handshake in between");
        reasons.put(
                Cause.HEARTBEAT_MISSED,
                "is said where the kernel does not tell how TCP stands; on Linux, where the clinic plays, it always does");
        reasons.put(
                Cause.HANDLER_SLOW_TO_STOP,
                "no rule names it: an end is explained when it comes, before its handler has stopped; the late line"
                        + " `loop-ended` shows it");
        reasons.put(
                Cause.INTERNAL_FAULT,
                "takes a defect of Holdfast, and one that is known is mended and not kept for a case");
        reasons.put(Cause.UNEXPLAINED, "is what is said where the facts don't exist: see the near misses");
        return reasons;
    }
}
