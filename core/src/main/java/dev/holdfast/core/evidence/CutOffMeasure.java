package dev.holdfast.core.evidence;

import java.time.Duration;

/// What a limit that cuts connections off can count.
public enum CutOffMeasure {
    /// Silence both ways, as most load balancers count it.
    SILENCE("without a byte either way"),
    /// Silence of this server. nginx's `proxy_read_timeout` is said to count that, and counts both ways
    /// (measured, 1.22).
    SILENCE_FROM_SERVER("without a byte from this server"),
    /// Silence of the client.
    SILENCE_FROM_CLIENT("without a byte from the client"),
    /// Time since the 101, however busy the connection.
    AGE("of life");

    private final String meaning;

    CutOffMeasure(String meaning) {
        this.meaning = meaning;
    }

    /// The same of a gateway's leg to its backend.
    public String meaningUpstream() {
        return switch (this) {
            case SILENCE, AGE -> meaning;
            case SILENCE_FROM_SERVER -> "without a byte from the backend";
            case SILENCE_FROM_CLIENT -> "without a byte to the backend";
        };
    }

    /// What follows a duration: `60 s without a byte either way`.
    public String meaning() {
        return meaning;
    }

    /// What a connection that has ended had of it.
    ///
    /// @param openFor from the 101 to the end
    public Duration of(Fact.Totals totals, Duration openFor) {
        return of(totals.sinceSent(), totals.sinceReceived(), openFor);
    }

    /// The same of a gateway's leg to its backend.
    public Duration of(Fact.UpstreamTotals totals, Duration openFor) {
        return of(totals.sinceReceived(), totals.sinceSent(), openFor);
    }

    private Duration of(Duration serverSilent, Duration clientSilent, Duration openFor) {
        return switch (this) {
            case SILENCE -> least(least(clientSilent, serverSilent), openFor);
            case SILENCE_FROM_SERVER -> least(serverSilent, openFor);
            case SILENCE_FROM_CLIENT -> least(clientSilent, openFor);
            case AGE -> openFor;
        };
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
