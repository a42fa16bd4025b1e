package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says what repeats in a reconnect loop.
///
/// @param rounds the newest of them
/// @param causes of all of them
/// @param span from the beginning of the first to the end of the last
record LoopExplanation(
        ClientKey client,
        List<Round> rounds,
        CauseTally causes,
        @Nullable Rhythm rhythm,
        Duration span) {
    private static final int REPLACED = 4409;
    private static final int GOING_AWAY = 1001;
    private static final double MOST = 0.6;
    private static final long SOON = Duration.ofSeconds(1).toNanos();
    private static final long BRIEF = Duration.ofSeconds(2).toNanos();

    /// How a page's own code ends a connection that it has just opened.
    private static final Set<Cause> BY_CODE_OF_A_PAGE =
            EnumSet.of(Cause.CLIENT_LEFT, Cause.HANDSHAKE_ABANDONED, Cause.CLOSE_WHILE_CONNECTING);

    /// @param over whether the loop has ended
    Explanation explain(boolean over) {
        List<String> evidence = new ArrayList<>();
        evidence.add(causes.total() + " short lives or refused handshakes within " + Phrases.time(span));
        evidence.add("how they ended: " + causes.words());
        if (rhythm != null) {
            evidence.add(
                    rhythm.steady()
                            ? "it comes every " + Phrases.time(rhythm.period()) + ", without jitter"
                            : "it comes every " + Phrases.time(rhythm.period()) + " or so");
        }
        Explanation named = sameToken(evidence);
        if (named == null) {
            named = replacing(evidence);
        }
        if (named == null) {
            named = churn(evidence);
        }
        if (named == null) {
            named = whatRepeats(evidence);
        }
        return over ? withEvidence(named, "it is over: the client was quiet since") : named;
    }

    private @Nullable Explanation sameToken(List<String> evidence) {
        List<Round> refused =
                rounds.stream().filter(round -> round.tokenExpired() != 0).toList();
        if (causes.most() != Cause.TOKEN_EXPIRED || refused.size() < 3) {
            return null;
        }
        long first = refused.getFirst().tokenExpired();
        if (refused.stream().anyMatch(round -> Math.abs(round.tokenExpired() - first) > 1)) {
            return null;
        }
        evidence.add("the token had expired in the same second each time, at " + Instant.ofEpochSecond(first));
        return explanation(
                Cause.TOKEN_EXPIRED_RECONNECT_LOOP,
                oneClient() ? Confidence.PROVEN : Confidence.LIKELY,
                Initiator.CLIENT,
                summary("with a token that had expired at the same moment each time"),
                evidence);
    }

    /// Several clients may have tokens that end in one second, as those of a day or a shift do. One that comes at a
    /// beat of its own from an address of its own is one.
    private boolean oneClient() {
        return !client.shared()
                || (rhythm != null
                        && rhythm.steady()
                        && rounds.stream().noneMatch(Round::proxied)
                        && rounds.stream().mapToInt(Round::place).distinct().count() == 1);
    }

    /// Two connections of one user that take turns: each is ended right after another was begun.
    private @Nullable Explanation replacing(List<String> evidence) {
        if (causes.most() != Cause.APPLICATION_CLOSED) {
            return null;
        }
        boolean byBackend = causes.initiator() == Initiator.BACKEND;
        if (client.trust() != ClientKey.Trust.USER && !byBackend) {
            return null;
        }
        long replaced = rounds.stream()
                .filter(client.shared() ? Round::replaced : this::wasReplaced)
                .count();
        if (replaced < MOST * rounds.size()) {
            return null;
        }
        long places = rounds.stream().mapToInt(Round::place).distinct().count();
        boolean saidSo =
                rounds.stream().filter(round -> round.closeCode() == REPLACED).count() >= MOST * rounds.size();
        evidence.add(replaced + " of the newest " + rounds.size() + " were closed by the "
                + (byBackend ? "backend" : "application") + " right after another connection of " + client
                + " had begun");
        boolean saysReplaced = rounds.stream().filter(Round::saysReplaced).count() >= MOST * rounds.size();
        if (byBackend) {
            evidence.add(
                    saysReplaced
                            ? "the backend's reason says so"
                            : "the backend's code was mostly "
                                    + rounds.getLast().closeCode() + ", with a reason that says nothing of it");
        }
        evidence.add(places > 1 ? places + " tabs or devices take turns" : "its tabs or devices can't be told apart");
        return explanation(
                Cause.DUPLICATE_SESSION_KICK_LOOP,
                byBackend ? ofBackend(saysReplaced) : saidSo && places > 1 ? Confidence.PROVEN : Confidence.LIKELY,
                byBackend ? Initiator.BACKEND : Initiator.SERVER,
                "Connections of " + client + " replaced each other " + causes.total() + " times in "
                        + Phrases.time(span) + ".",
                evidence);
    }

    /// A gateway does not know its backend's users: an address, and even a credential, may be many clients'.
    private Confidence ofBackend(boolean saysReplaced) {
        return saysReplaced ? Confidence.LIKELY : Confidence.POSSIBLE;
    }

    /// Whether another one began while it was open. The one that a closed client makes next begins after
    /// that, and the one before had begun earlier.
    private boolean wasReplaced(Round old) {
        return old.cause() == Cause.APPLICATION_CLOSED
                && rounds.stream()
                        .anyMatch(round ->
                                round.startedNanos() > old.startedNanos() && round.startedNanos() <= old.endedNanos());
    }

    /// A page that closes and opens by its own code, over and over.
    private @Nullable Explanation churn(List<String> evidence) {
        long brief = rounds.stream()
                .filter(round -> round.fromPage()
                        && round.initiator() == Initiator.CLIENT
                        && BY_CODE_OF_A_PAGE.contains(round.cause())
                        && round.closeCode() != GOING_AWAY
                        && round.endedNanos() - round.startedNanos() < BRIEF)
                .count();
        long pause = medianPause();
        if (brief < 0.8 * rounds.size() || pause > SOON) {
            return null;
        }
        evidence.add("a page's own code ended them, and opened the next one "
                + (pause <= 0 ? "before the last had ended" : Phrases.time(Duration.ofNanos(pause)) + " later"));
        return explanation(
                Cause.REACT_EFFECT_CHURN,
                client.shared() ? Confidence.POSSIBLE : Confidence.LIKELY,
                Initiator.CLIENT,
                summary("closed by its own page again at once"),
                evidence);
    }

    private long medianPause() {
        List<Round> byStart = rounds.stream()
                .sorted(Comparator.comparingLong(Round::startedNanos))
                .toList();
        long[] pauses = new long[byStart.size() - 1];
        for (int i = 0; i < pauses.length; i++) {
            pauses[i] = byStart.get(i + 1).startedNanos() - byStart.get(i).endedNanos();
        }
        return Rhythm.median(pauses);
    }

    private Explanation whatRepeats(List<String> evidence) {
        Cause cause = causes.most();
        if (cause == Cause.UNEXPLAINED) {
            return new Explanation(
                    cause,
                    Confidence.NONE,
                    Initiator.UNKNOWN,
                    false,
                    summary("lost without a close frame"),
                    evidence,
                    cause.fix(),
                    List.of(
                            "the client's own report: who closed, and what its page or process did",
                            "the log of whatever stands between the client and us"));
        }
        return explanation(
                cause, causes.confidence(), causes.initiator(), summary("ended because " + cause.meaning()), evidence);
    }

    /// `user alice connected 47 times in 3 min 12 s and never stayed, each time …`.
    private String summary(String how) {
        String often = causes.share() >= 0.95 ? "each time " : "mostly ";
        return capital(client.toString()) + " connected " + causes.total() + " times in " + Phrases.time(span)
                + " and never stayed, " + often + how + ".";
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private Explanation explanation(
            Cause cause, Confidence confidence, Initiator initiator, String summary, List<String> evidence) {
        String once = cause == Cause.CLIENT_LEFT
                ? "Look at what the client does right before: its own code, or a page that is loaded anew, leaves each time."
                : cause.fix();
        String fix = rhythm != null && rhythm.steady()
                ? once + " And let the client wait longer from try to try, with jitter."
                : once;
        return new Explanation(cause, confidence, initiator, false, summary, evidence, fix, List.of());
    }

    private static Explanation withEvidence(Explanation explanation, String more) {
        List<String> evidence = new ArrayList<>(explanation.evidence());
        evidence.add(more);
        return new Explanation(
                explanation.cause(),
                explanation.confidence(),
                explanation.initiator(),
                explanation.expected(),
                explanation.summary(),
                evidence,
                explanation.fix(),
                explanation.missing());
    }
}
