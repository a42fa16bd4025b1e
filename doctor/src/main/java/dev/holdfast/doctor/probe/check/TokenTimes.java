package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A token's claims and the two clocks by which its times are read: ours, and the server's.
///
/// @param claims absent where the token is no JSON Web Token
/// @param clock absent where no answer had a `Date`
record TokenTimes(@Nullable Claims claims, @Nullable ServerClock clock) {
    private static final String CLOCK_FIX =
            "Set the clocks of the server, of whoever issues the tokens and of this machine by NTP: one of them is wrong.";

    void tell(Notes notes) {
        if (claims != null) {
            tell(notes, claims, Instant.now());
        }
        if (clock != null && clock.differs()) {
            notes.note("the server's clock", "is " + clock.words());
        } else if (clock != null) {
            notes.good("the server's clock", "agrees with ours to the second or so");
        }
    }

    private static void tell(Notes notes, Claims claims, Instant now) {
        notes.info(
                "the token says",
                "issuer " + (claims.issuer() == null ? "none" : claims.issuer()) + ", audience "
                        + (claims.audience() == null ? "none" : claims.audience()));
        if (claims.expired(now)) {
            notes.note("exp", "expired " + Phrases.time(Duration.between(claims.expiresAt(), now)) + " ago");
        } else if (claims.expiresAt() != null) {
            notes.good("exp", "good for " + Phrases.time(Duration.between(now, claims.expiresAt())) + " more");
        } else {
            notes.note("exp", "none: it is good for ever");
        }
        if (claims.notYet(now)) {
            notes.note("iat, nbf", "in the future by our clock: it is not valid yet");
        }
    }

    /// Why a token that no way accepts is refused, as far as its times show it. Never more than LIKELY: the
    /// server did not say so.
    ///
    /// @param evidence of the refusal
    /// @return `null` where they show nothing
    @Nullable
    Explanation refused(List<String> evidence) {
        if (claims == null) {
            return null;
        }
        Instant ours = Instant.now();
        Instant theirs = clock == null ? ours : clock.now();
        boolean clocks = clock != null && clock.matters();
        String whose = clock == null ? "our clock" : "the server's clock";
        List<String> facts = new ArrayList<>(evidence);
        if (claims.expired(theirs)) {
            facts.add("its exp, " + claims.expiresAt() + ", is over by " + whose);
            return clocks && !claims.expired(ours)
                    ? skewed(facts, "expired")
                    : likely(Cause.TOKEN_EXPIRED, "The token has expired, and the server does not take it.", facts);
        }
        if (claims.notYet(theirs)) {
            facts.add("its iat or nbf lies in the future by " + whose);
            return clocks && !claims.notYet(ours)
                    ? skewed(facts, "not valid yet")
                    : likely(
                            Cause.TOKEN_NOT_YET_VALID,
                            "The token is not valid yet by " + whose + ", and the server does not take it.",
                            facts);
        }
        return null;
    }

    private Explanation skewed(List<String> facts, String what) {
        String words = clock == null ? "" : clock.words();
        facts.add("by ours it is good; the server's, by the Date of its answer, is " + words);
        return Explained.as(
                Cause.CLOCK_SKEW,
                Confidence.LIKELY,
                Initiator.SERVER,
                "By the server's clock, which is " + words + ", the token is " + what
                        + ", and the server does not take it.",
                facts,
                CLOCK_FIX);
    }

    private static Explanation likely(Cause cause, String summary, List<String> facts) {
        return Explained.as(cause, Confidence.LIKELY, Initiator.BACKEND, summary, facts, cause.fix());
    }

    /// That the clocks differ by more than is forgiven, where no refusal is explained by it yet: which one is wrong is
    /// not known, and whose tokens it will hit neither.
    void tellOfClocks(Notes notes) {
        if (clock == null || !clock.matters() || claims == null || !claims.timed()) {
            return;
        }
        notes.found(
                Severity.WARNING,
                "The server's clock and ours differ",
                Explained.as(
                        Cause.CLOCK_SKEW,
                        Confidence.POSSIBLE,
                        Initiator.UNKNOWN,
                        "The server's clock is " + clock.words()
                                + ": by one of them tokens are refused as expired or as not valid yet.",
                        List.of(
                                "the Date of the server's answer is " + clock.words()
                                        + "; a proxy before it may have written that",
                                "the token has times to compare with a clock"),
                        CLOCK_FIX));
    }
}
