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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// HAProxy's HTTP log (`option httplog`), and its TCP log for connections that it does not look into. Who ended a
/// connection is in its termination code; its own limits count as its word for them.
///
/// Times are local: HAProxy writes no zone.
final class HaProxyLog extends LineReading {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d/MMM/yyyy:HH:mm:ss.SSS", Locale.ROOT);

    /// Client, time, frontend, backend/server, timers, status or bytes, then the rest.
    private static final Pattern HTTP = Pattern.compile(
            "(\\S+:\\d+) \\[([^\\]]+)\\] (\\S+) (\\S+) ([-+\\d]+(?:/[-+\\d]+){4}) (-?\\d+) \\+?(\\d+) \\S+ \\S+"
                    + " ([-A-Za-z]{2,4}) \\S+ \\S+ (?:\\{[^}]*\\} ){0,2}\"(.*)$");

    private static final Pattern TCP = Pattern.compile(
            "(\\S+:\\d+) \\[([^\\]]+)\\] (\\S+) (\\S+) ([-+\\d]+(?:/[-+\\d]+){2}) \\+?(\\d+) ([-A-Za-z]{2}) .*$");

    private static final int PLACES = 3;

    private final SeenPaths paths = new SeenPaths();

    HaProxyLog(Opened source) {
        super(source);
    }

    static boolean recognises(String line) {
        return found(HTTP, line) != null || found(TCP, line) != null;
    }

    /// A line has its pattern from the client's address on, which stands right before the time in brackets.
    /// Looked for at these few places alone, so that a line made of anything takes no longer than it is.
    private static @Nullable Matcher found(Pattern pattern, String line) {
        int bracket = line.indexOf(" [");
        for (int i = 0; i < PLACES && bracket > 0; i++) {
            int begin = line.lastIndexOf(' ', bracket - 1) + 1;
            Matcher matcher = pattern.matcher(line).region(begin, line.length());
            if (matcher.lookingAt()) {
                return matcher;
            }
            bracket = line.indexOf(" [", bracket + 1);
        }
        return null;
    }

    @Override
    @Nullable
    LogEvent event(String line) {
        Matcher http = found(HTTP, line);
        if (http != null) {
            return http(http);
        }
        Matcher tcp = found(TCP, line);
        if (tcp != null) {
            return tcp(tcp);
        }
        if (line.contains("haproxy[")) {
            // About itself and its servers, with a time of syslog that has no year.
            return null;
        }
        throw new IllegalArgumentException("neither HAProxy's HTTP nor its TCP log");
    }

    private @Nullable LogEvent http(Matcher line) {
        int status = Integer.parseInt(line.group(6));
        String requestLine = line.group(9);
        Told.Request request = Told.Request.of(
                requestLine.endsWith("\"") ? requestLine.substring(0, requestLine.length() - 1) : requestLine);
        boolean open = status == 101;
        if (!paths.isWebSocket(request, open, null)) {
            return null;
        }
        String[] timers = line.group(5).split("/", -1);
        Duration lasted = millis(timers[4]);
        Duration untilAnswered = millis(timers[0])
                .plus(millis(timers[1]))
                .plus(millis(timers[2]))
                .plus(millis(timers[3]));
        Told told = told(line, request, open, untilAnswered, lasted);
        return told.ended(ending(line.group(8), line.group(4), open, status, lasted));
    }

    private LogEvent tcp(Matcher line) {
        Duration lasted = millis(line.group(5).split("/", -1)[2]);
        Told told = told(line, new Told.Request("?", "?", ""), true, Duration.ZERO, lasted);
        return told.ended(ending(line.group(7), line.group(4), true, 0, lasted));
    }

    private Told told(Matcher line, Told.Request request, boolean open, Duration openedAfter, Duration lasted) {
        Instant accepted =
                LocalDateTime.parse(line.group(2), TIME).atZone(source().zone()).toInstant();
        return new Told(
                source().lineName(),
                line.group(1),
                request,
                null,
                accepted.plus(lasted),
                open,
                openedAfter,
                lasted,
                null);
    }

    /// A timer that never ran is -1; one that still runs has a plus before it.
    private static Duration millis(String timer) {
        long millis = Long.parseLong(timer.startsWith("+") ? timer.substring(1) : timer);
        return Duration.ofMillis(Math.max(0, millis));
    }

    /// What the termination code says; see "Session state at disconnection" in HAProxy's manual.
    private static List<Fact> ending(String code, String server, boolean open, int status, Duration lasted) {
        List<Fact> facts = new ArrayList<>();
        BackendProblem problem = open ? null : problem(code);
        if (problem != null) {
            facts.add(new Fact.UpstreamChosen(server, List.of()));
            facts.add(new Decision.BackendFailed(server, problem, "HAProxy logs " + code, lasted));
        } else {
            facts.add(new Fact.EndLogged(
                    "HAProxy", ending(code, open), open ? null : status, "termination code " + code));
        }
        if (status > 0 && !open) {
            facts.add(new Fact.HttpAnswered(status));
        }
        return facts;
    }

    private static @Nullable BackendProblem problem(String code) {
        return switch (code.substring(0, 2)) {
            case "SC" -> BackendProblem.CONNECT_FAILED;
            case "sC" -> BackendProblem.CONNECT_TIMEOUT;
            case "SH" -> BackendProblem.ENDED_UNANSWERED;
            case "sH" -> BackendProblem.ANSWER_TIMEOUT;
            case "PH" -> BackendProblem.NOT_HTTP;
            default -> null;
        };
    }

    private static LoggedEnding ending(String code, boolean open) {
        return switch (code.charAt(0)) {
            case 'C' -> LoggedEnding.CLIENT_GONE;
            case 'S' -> LoggedEnding.BACKEND_GONE;
            case 'c', 's' -> open ? LoggedEnding.SILENCE : LoggedEnding.REFUSED;
            case 'K' -> LoggedEnding.OPERATOR;
            default -> open ? LoggedEnding.UNTOLD : LoggedEnding.REFUSED;
        };
    }
}
