package dev.holdfast.core.evidence;

import org.jspecify.annotations.Nullable;

/// Which of a gateway's two connections something was seen on.
public enum Leg {
    /// Towards the client.
    DOWNSTREAM("downstream"),
    /// Towards the backend.
    UPSTREAM("upstream");

    private final String word;

    Leg(String word) {
        this.word = word;
    }

    /// As it stands in the log.
    public String word() {
        return word;
    }

    /// The leg that a fact of a gateway's timeline is of.
    ///
    /// @return `null` where a fact is of neither leg alone
    public static @Nullable Leg of(Fact fact) {
        return switch (fact) {
            case Fact.FrameFlaw flaw -> flaw.from();
            case Fact.PingUnanswered ping -> ping.from();
            case Fact.PingAnswered ping -> ping.from();
            case Fact.StoodStill still -> still.towards();
            case Fact.Upstream _ -> UPSTREAM;
            case Fact.Accepted _,
                    Fact.HandshakeReceived _,
                    Fact.Upgraded _,
                    Fact.UpgradeNotTaken _,
                    Fact.HttpAnswered _,
                    Fact.FirstMessage _,
                    Fact.BackpressureBegan _,
                    Fact.CloseReceived _,
                    Fact.CloseSent _,
                    Fact.PeerFinSeen _,
                    Fact.TransportEnded _,
                    Fact.Totals _ -> DOWNSTREAM;
            case Fact.Observation _, Decision _ -> null;
        };
    }
}
