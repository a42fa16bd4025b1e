package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A token whose time does not fit, and neither does that of others, by the same. Never more than LIKELY: an issuer may
/// take local time for UTC, and then it is no clock that has to be set.
final class ClockSkewRule implements CauseRule {
    /// All time zones lie on quarters of an hour.
    private static final Duration ZONES = Duration.ofMinutes(15);

    private static final Duration ABOUT = Duration.ofSeconds(10);

    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.ClockOffsetFound found =
                facts.timeline().last(Fact.ClockOffsetFound.class).orElse(null);
        Decision.AuthRefused refused = facts.decided(Decision.AuthRefused.class);
        if (found == null || refused == null) {
            return null;
        }
        String offset = Phrases.time(found.offset());
        List<String> evidence = new ArrayList<>();
        switch (refused.problem()) {
            case AuthProblem.NotYetValid(Duration by, String claim)
            when found.issuerAhead() && claim.equals("iat") ->
                evidence.add("this token was issued " + Phrases.time(by) + " from now, by its issuer's clock");
            case AuthProblem.Expired(Duration by)
            when !found.issuerAhead() ->
                evidence.add("this token had expired for " + Phrases.time(by) + ", by our clock");
            default -> {
                return null;
            }
        }
        evidence.add(found.tokens() + " different tokens were refused at " + offset + ", within "
                + Phrases.time(found.spread()) + " of each other");
        evidence.add("they came over " + Phrases.time(found.within()) + ", and the distance stayed");
        if (!found.issuerAhead()) {
            evidence.add("nobody was let in by a token meanwhile");
        }
        if (found.issuerAhead() && ofZones(found.offset())) {
            evidence.add("the offset is that of a time zone: the issuer may take local time for UTC");
        }
        return Finding.likely(
                Cause.CLOCK_SKEW,
                Initiator.SERVER,
                found.issuerAhead()
                        ? "The clock of whoever issues the tokens is ahead of ours by about " + offset
                                + ", for everybody."
                        : "The clock of whoever issues the tokens is behind ours, by a token's life and about " + offset
                                + ", for everybody.",
                evidence);
    }

    private static boolean ofZones(Duration offset) {
        Duration rest =
                offset.plus(ABOUT).minus(ZONES.multipliedBy(offset.plus(ABOUT).dividedBy(ZONES)));
        return offset.compareTo(ZONES.minus(ABOUT)) > 0 && rest.compareTo(ABOUT.multipliedBy(2)) < 0;
    }
}
