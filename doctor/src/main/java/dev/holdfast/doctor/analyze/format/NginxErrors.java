package dev.holdfast.doctor.analyze.format;

import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.LoggedEnding;
import dev.holdfast.doctor.analyze.event.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// nginx's error log, which at level `info` says why it ended a connection that it had upgraded. Times are local.
final class NginxErrors extends LineReading {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT);

    private static final Pattern LINE = Pattern.compile(
            "^(\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d) \\[([a-z]+)\\] \\d+#\\d+: (?:\\*(\\d+) )?(.*)$");

    private static final Pattern CLIENT = Pattern.compile(", client: ([^,]+)");
    private static final Pattern REQUEST = Pattern.compile(", request: \"([^\"]*)\"");
    private static final Pattern UPSTREAM = Pattern.compile(", upstream: \"[a-z]+://([^/\"]+)");
    private static final int MOST_CHARACTERS = 200;

    NginxErrors(Opened source) {
        super(source);
    }

    static boolean recognises(String line) {
        return LINE.matcher(line).find();
    }

    @Override
    @Nullable
    LogEvent event(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.find()) {
            throw new IllegalArgumentException("it does not begin as nginx's error log");
        }
        Instant at = LocalDateTime.parse(parts.group(1), TIME)
                .atZone(source().zone())
                .toInstant();
        String words = parts.group(4);
        Matcher client = CLIENT.matcher(words);
        Matcher request = REQUEST.matcher(words);
        if (!client.find() || !request.find()) {
            return notice(at, parts.group(2), words);
        }
        int details = words.indexOf(", client: ");
        String what = words.substring(0, Math.min(details, MOST_CHARACTERS));
        Matcher upstream = UPSTREAM.matcher(words);
        Fact end = end(what, upstream.find() ? upstream.group(1) : "its backend");
        if (end == null) {
            return null;
        }
        Told.Request asked = Told.Request.of(request.group(1));
        boolean open = what.contains("upgraded connection");
        LogEvent.Handle handle = new LogEvent.Handle(parts.group(3), client.group(1), request.group(1));
        Told told = new Told(source().lineName(), client.group(1), asked, null, at, open, Duration.ZERO, null, handle);
        return new LogEvent.Remark(
                at, handle, end, open || asked.looksLikeWebSocket() ? told.ended(List.of(end)) : null);
    }

    /// What nginx's words mean. nginx says "upstream timed out" of its own limits, `proxy_read_timeout` and its like.
    private static @Nullable Fact end(String what, String backend) {
        if (what.contains("while proxying upgraded connection")) {
            LoggedEnding how = what.contains("timed out") ? LoggedEnding.SILENCE : LoggedEnding.UNTOLD;
            return new Fact.EndLogged("nginx", how, null, what);
        }
        BackendProblem problem = problem(what);
        if (problem != null) {
            return new Decision.BackendFailed(backend, problem, "nginx logs: " + what, Duration.ZERO);
        }
        return what.contains("client prematurely closed connection")
                ? new Fact.EndLogged("nginx", LoggedEnding.CLIENT_GONE, null, what)
                : null;
    }

    private static @Nullable BackendProblem problem(String what) {
        if (what.contains("while connecting to upstream")) {
            if (what.contains("(111:")) {
                return BackendProblem.REFUSED;
            } else if (what.contains("timed out")) {
                return BackendProblem.CONNECT_TIMEOUT;
            } else if (what.contains("(113:") || what.contains("(101:")) {
                return BackendProblem.UNREACHABLE;
            } else if (what.contains("(99:")) {
                return BackendProblem.NO_LOCAL_PORT;
            }
            return BackendProblem.CONNECT_FAILED;
        }
        if (what.contains("while reading response header from upstream")) {
            if (what.contains("timed out")) {
                return BackendProblem.ANSWER_TIMEOUT;
            }
            return what.contains("no valid HTTP") || what.contains("invalid header")
                    ? BackendProblem.NOT_HTTP
                    : BackendProblem.ENDED_UNANSWERED;
        }
        return what.contains("could not be resolved") ? BackendProblem.NAME_UNKNOWN : null;
    }

    private static LogEvent.@Nullable Noticed notice(Instant at, String level, String words) {
        String event;
        if (words.startsWith("start worker processes")) {
            event = "server-started";
        } else if (words.contains("reconfiguring")) {
            event = "proxy-reloaded";
        } else if (words.contains("(SIGTERM) received") || words.contains("(SIGQUIT) received")) {
            event = "drain-started";
        } else if (level.equals("info") || level.equals("notice") || level.equals("debug")) {
            return null;
        } else {
            event = "nginx-" + level;
        }
        String shown = level.equals("info") || level.equals("notice") ? "INFO" : "WARN";
        return new LogEvent.Noticed(at, shown, event, "nginx: " + Told.cut(words), null);
    }
}
