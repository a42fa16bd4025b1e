package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.doctor.probe.finding.Risk;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Attempt.Answered;
import dev.holdfast.doctor.probe.wire.Attempt.Opened;
import dev.holdfast.doctor.probe.wire.HandshakeRequest;
import dev.holdfast.doctor.probe.wire.TokenBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// By which ways a token is accepted, whether a broken one is refused, and whether a browser can read a
/// refusal.
final class AuthCheck implements Check {
    private static final Pattern AUDIENCE = Pattern.compile("(?i)\\baudience\\b");

    /// In the order in which later checks had better use them.
    private static final List<TokenBy> WAYS =
            List.of(TokenBy.HEADER, TokenBy.COOKIE, TokenBy.QUERY, TokenBy.SUBPROTOCOL, TokenBy.FIRST_MESSAGE);

    @Override
    public String name() {
        return "auth";
    }

    @Override
    public String title() {
        return "Authentication";
    }

    /// What later checks connect with is found out here.
    @Override
    public boolean always() {
        return true;
    }

    @Override
    public @Nullable String skip(Examination examination) {
        if (examination.options().token() == null) {
            return "no token was given (--token or --token-file)";
        }
        if (examination.token() == null) {
            return "a token is not sent to a server whose certificate is not trusted";
        }
        return examination.opens() || examination.refusedWithout() != null
                ? null
                : "the opening handshake does not come so far";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        String token = examination.token();
        if (token == null) {
            return;
        }
        boolean needed = examination.refusedWithout() != null;
        notes.info(
                "no token", needed ? Examination.words(Objects.requireNonNull(examination.refusedWithout())) : "opens");
        Map<TokenBy, Attempt> tried = new EnumMap<>(TokenBy.class);
        for (TokenBy way : WAYS) {
            if (way == TokenBy.FIRST_MESSAGE && needed && !opened(examination.refusedWithout())) {
                notes.info(way.word(), "not possible: nothing opens without a token");
                continue;
            }
            notes.doing("token by " + way.word());
            Attempt attempt = present(examination, examination.bare(), way, token);
            tried.put(way, attempt);
            tell(notes, way, attempt, needed);
        }
        TokenBy best = WAYS.stream()
                .filter(way -> tried.containsKey(way) && accepted(tried.get(way)))
                .findFirst()
                .orElse(null);
        tried.values().forEach(attempt -> TokenEcho.look(examination, notes, attempt));
        TokenTimes times = new TokenTimes(Claims.of(token), examination.clock());
        times.tell(notes);
        if (best == null) {
            best = withoutOrigin(examination, notes, tried, token);
        }
        if (best == null) {
            nobodyTakesIt(examination, notes, tried, times);
            times.tellOfClocks(notes);
            return;
        }
        times.tellOfClocks(notes);
        if (!needed && checksFirstMessage(examination, notes, tried, token)) {
            examination.acceptedBy(TokenBy.FIRST_MESSAGE);
            return;
        }
        examination.acceptedBy(best);
        judge(examination, notes, new Judged(best, token, needed, times.claims()), tried);
    }

    /// @param needed whether nobody gets in without one
    private record Judged(
            TokenBy best,
            String token,
            boolean needed,
            @Nullable Claims claims) {}

    private static Attempt present(Examination examination, HandshakeRequest request, TokenBy way, String token) {
        return present(examination, request, way, token, false);
    }

    /// @param good whether it is watched for as long as a refusal may take
    private static Attempt present(
            Examination examination, HandshakeRequest request, TokenBy way, String token, boolean good) {
        Attempt attempt = examination.attempt(request.carrying(way, token));
        if (attempt.outcome() instanceof Opened) {
            if (way == TokenBy.FIRST_MESSAGE) {
                attempt.conversation().send(Examination.firstMessage(token));
            }
            if (good ? examination.openForGood(attempt) : examination.settled(attempt)) {
                attempt.conversation().close();
            }
        }
        attempt.close();
        return attempt;
    }

    private static boolean opened(@Nullable Attempt attempt) {
        return attempt != null && attempt.outcome() instanceof Opened;
    }

    private static boolean accepted(@Nullable Attempt attempt) {
        return attempt != null && attempt.scriptGoesOn() && attempt.closedByUs();
    }

    private static void tell(Notes notes, TokenBy way, Attempt attempt, boolean needed) {
        String what = way.word() + ", " + way.how();
        if (!accepted(attempt)) {
            notes.info(what, Examination.words(attempt));
        } else if (needed) {
            notes.good(what, "accepted" + (way.possibleInBrowsers() ? "" : "; a browser's page can't send it so"));
        } else {
            notes.info(what, "opens, as without one");
        }
    }

    /// A server that lets everybody in and then waits for a message with the token: the right one stays,
    /// a broken one does not.
    private static boolean checksFirstMessage(
            Examination examination, Notes notes, Map<TokenBy, Attempt> tried, String token) {
        if (!accepted(tried.get(TokenBy.FIRST_MESSAGE))) {
            return false;
        }
        notes.doing("a broken token as first message");
        Attempt broken = present(examination, examination.bare(), TokenBy.FIRST_MESSAGE, Garbage.of(token), true);
        if (accepted(broken)) {
            return false;
        }
        notes.good("a broken token as first message", Examination.words(broken) + "; the right one stays");
        readable(notes, broken);
        return true;
    }

    /// Where it is not the token but the page's origin for which all are refused: the way that opens
    /// without it.
    private static @Nullable TokenBy withoutOrigin(
            Examination examination, Notes notes, Map<TokenBy, Attempt> tried, String token) {
        if (examination.options().origin() == null || examination.originRefused()) {
            return null;
        }
        for (TokenBy way : WAYS) {
            Attempt attempt = tried.get(way);
            if (attempt != null
                    && way != TokenBy.FIRST_MESSAGE
                    && OriginRefusal.shown(
                            examination, notes, examination.bare().carrying(way, token), Examination.words(attempt))) {
                return way;
            }
        }
        return null;
    }

    private static void nobodyTakesIt(
            Examination examination, Notes notes, Map<TokenBy, Attempt> tried, TokenTimes times) {
        Attempt telling = tried.values().stream()
                .filter(attempt -> attempt.outcome() instanceof Answered(var head, byte[] _) && head.status() == 401)
                .findFirst()
                .orElseGet(() -> tried.values().iterator().next());
        Explanation alone = telling.explain();
        List<String> evidence = new ArrayList<>(alone.evidence());
        evidence.add("tried without success by: "
                + String.join(", ", tried.keySet().stream().map(TokenBy::word).toList()));
        Explanation why = otherAudience(examination, tried, times.claims(), evidence);
        if (why == null) {
            why = times.refused(evidence);
        }
        notes.found(
                Severity.FAULT,
                "The token is accepted by no way",
                why == null ? Explained.with(alone, evidence.getLast()) : why);
    }

    /// Where the server itself speaks of the audience. Its word, so LIKELY.
    private static @Nullable Explanation otherAudience(
            Examination examination, Map<TokenBy, Attempt> tried, @Nullable Claims claims, List<String> evidence) {
        String words =
                claims == null ? null : ServerWords.about(AUDIENCE, tried.values(), examination.refusedWithout());
        if (claims == null || words == null) {
            return null;
        }
        List<String> facts = new ArrayList<>(evidence);
        facts.add("the server says: \"" + words + "\"");
        facts.add("the token's aud: " + (claims.audience() == null ? "none" : claims.audience()));
        return Explained.as(
                Cause.TOKEN_AUDIENCE_MISMATCH,
                Confidence.LIKELY,
                Initiator.BACKEND,
                "The token was issued for another audience than the server's, as the server says.",
                facts,
                "Ask the issuer for a token for the server's audience, or correct the audience that the server expects.");
    }

    private static void judge(Examination examination, Notes notes, Judged judged, Map<TokenBy, Attempt> tried) {
        if (!judged.needed()) {
            notes.note("without a token", "whoever comes is let in as well, at least for the first moments");
            return;
        }
        if (judged.claims() != null
                && judged.claims().expired(Instant.now().minusSeconds(120))
                && accepted(present(examination, examination.bare(), judged.best(), judged.token(), true))) {
            notes.found(
                    Risk.EXPIRED_TOKEN_ACCEPTED,
                    "The token expired at " + judged.claims().expiresAt() + " and is accepted all the same.",
                    List.of(
                            "accepted by " + judged.best().word(),
                            "refused without a token: "
                                    + Examination.words(Objects.requireNonNull(examination.refusedWithout()))));
        }
        notes.doing("a broken token");
        Attempt garbage = present(examination, examination.bare(), judged.best(), Garbage.of(judged.token()), true);
        if (accepted(garbage)) {
            notes.bad("a broken token", "accepted");
            notes.found(
                    Risk.TOKEN_NOT_CHECKED,
                    "A token whose last part was changed is accepted as the right one is.",
                    List.of(
                            "sent by " + judged.best().word(),
                            "refused without a token: "
                                    + Examination.words(Objects.requireNonNull(examination.refusedWithout()))));
        } else {
            notes.good("a broken token", Examination.words(garbage));
        }
        readable(notes, garbage);
        if (tried.entrySet().stream()
                .noneMatch(each -> accepted(each.getValue()) && each.getKey().possibleInBrowsers())) {
            notes.note("in a browser", "no way that is accepted is open to a page: it can't set headers");
        }
    }

    private static void readable(Notes notes, Attempt refused) {
        if (refused.outcome() instanceof Answered) {
            notes.note(
                    "in a browser",
                    "a refusal by HTTP is hidden from the page, which sees 1006; accept and close with 4401 to be readable");
        } else if (opened(refused)) {
            notes.good("in a browser", "the page can read why it was refused: " + Examination.words(refused));
        }
    }
}
