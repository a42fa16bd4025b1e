package dev.holdfast.doctor.probe.check;

import dev.holdfast.doctor.probe.wire.AnswerHead;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Got;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a server says of a refusal besides its status: by `WWW-Authenticate`, by the reason of its close frame, or by a
/// short body that is no page for people, on which any word may stand.
final class ServerWords {
    private static final int SHORT_BODY = 1000;
    private static final int AROUND = 60;

    private ServerWords() {}

    /// Where a refusal speaks of a subject, in its own words.
    ///
    /// @param without the refusal without a token: what that says as well is not said of the token
    static @Nullable String about(Pattern subject, Collection<Attempt> refused, @Nullable Attempt without) {
        List<String> always = without == null ? List.of() : of(without);
        for (Attempt attempt : refused) {
            for (String words : of(attempt)) {
                Matcher found = subject.matcher(words);
                if (found.find() && !always.contains(words)) {
                    return words.substring(
                                    Math.max(0, found.start() - AROUND), Math.min(words.length(), found.end() + AROUND))
                            .strip();
                }
            }
        }
        return null;
    }

    private static List<String> of(Attempt attempt) {
        return switch (attempt.outcome()) {
            case Attempt.Failed _ -> List.of();
            case Attempt.Answered(AnswerHead head, byte[] body) -> {
                List<String> words = new ArrayList<>(head.all("www-authenticate"));
                String said = Attempt.beginning(body);
                // Node's ws sends plain words as text/html, so the type tells nothing.
                if (said.length() <= SHORT_BODY && said.indexOf('<') < 0) {
                    words.add(said);
                }
                yield words;
            }
            case Attempt.Opened _ ->
                attempt.conversation().end() instanceof Got.Close(var frame) ? List.of(frame.reason()) : List.of();
        };
    }
}
