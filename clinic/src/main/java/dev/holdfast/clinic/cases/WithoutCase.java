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
                .filter(cause -> cause.decidedBy() == DecidedBy.PROBE)
                .forEach(cause -> reasons.put(cause, "nothing of it reaches a server: it takes a test from outside"));
        reasons.put(
                Cause.STARTUP_NOT_READY,
                "this server is ready microseconds after it listens, too soon for a handshake in between");
        reasons.put(
                Cause.EPHEMERAL_PORT_EXHAUSTION,
                "takes some 28,000 connections to one backend, more than this machine opens beside everything else");
        reasons.put(
                Cause.STICKY_SESSION_MISSING,
                "takes a transport that speaks HTTP before it upgrades; no rule names it yet");
        reasons.put(Cause.APPLE_DEFLATE_BUG, "takes Safari on Apple's systems; no rule names it yet");
        reasons.put(
                Cause.SEND_AFTER_CLOSE,
                "is an error inside a backend, of which no frame reaches a gateway; no rule names it yet");
        reasons.put(
                Cause.INTERNAL_FAULT,
                "takes a defect of Holdfast, and one that is known is mended and not kept for a case");
        reasons.put(Cause.UNEXPLAINED, "is what is said where the facts don't exist: see the near misses");
        return reasons;
    }
}
