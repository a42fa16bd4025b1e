package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds that whoever issues tokens and this server have different clocks: different tokens are refused at one distance
/// from their time, whenever they come.
///
/// Two look-alikes are told apart. Tokens of one moment (a morning's log-ins, a start date that is meant) get nearer or
/// further away as time goes by. And a client that comes back with the token that has just ended does so at one
/// distance, too; but it was let in before, as nobody is whose tokens come expired.
///
/// Bounded: the 64 newest refusals of each kind.
final class ClockOffsets {
    private static final int KEPT = 64;
    private static final int DIFFERENT = 3;

    /// A token travels some seconds from its issuer to here.
    private static final long SPREAD = Duration.ofSeconds(5).toNanos();

    private static final long WINDOW = Duration.ofMinutes(10).toNanos();

    /// Long enough to see whether the distance stays while time goes by.
    private static final long LEAST_TIME = Duration.ofSeconds(10).toNanos();

    /// So many times as long as the spread.
    private static final int STAYS = 3;

    /// A token that ended longer ago is an old one.
    private static final Duration JUST_EXPIRED = Duration.ofMinutes(10);

    /// As long as tokens live that are renewed at all.
    private static final long NOBODY_FOR = Duration.ofHours(1).toNanos();

    private final Newest<Refused> future = new Newest<>(KEPT);
    private final Newest<Refused> past = new Newest<>(KEPT);
    private long letIn;
    private @Nullable Long lastLetInNanos;

    /// @param place tells clients apart: one alone may have a token server of its own that keeps old ones
    /// @param token the second in which its time begins or ended, which tells tokens apart
    private record Refused(
            String connectionId, Arrival.Place place, long nanos, long token, long offset, boolean told) {
        Refused tell() {
            return new Refused(connectionId, place, nanos, token, offset, true);
        }
    }

    /// @param fact what this refusal's timeline lacks
    /// @param earlier refusals that are explained by the same, each with what its timeline lacks
    record Hit(Fact.ClockOffsetFound fact, List<IncidentEffect.Learned> earlier) {}

    void opened(ConnectionInfo info, long nowNanos) {
        if (info.account() != null) {
            letIn++;
            lastLetInNanos = nowNanos;
        }
    }

    @Nullable
    Hit add(EndView view) {
        ConnectionInfo info = view.end().info();
        if (view.end().opened() && info.account() != null) {
            letIn--;
            lastLetInNanos = view.endedNanos();
        }
        Decision.AuthRefused refused = new Case(view.end().timeline()).decided(Decision.AuthRefused.class);
        if (refused == null) {
            return null;
        }
        long wall = view.end().endedAt().toEpochMilli();
        return switch (refused.problem()) {
            case AuthProblem.NotYetValid(Duration by, String claim)
            when claim.equals("iat") -> add(future, view, (wall + by.toMillis() + 500) / 1000, by, true);
            case AuthProblem.Expired(Duration by)
            when by.compareTo(JUST_EXPIRED) < 0 && nobodyIsLetIn(view) ->
                add(past, view, (wall - by.toMillis() + 500) / 1000, by, false);
            default -> null;
        };
    }

    private boolean nobodyIsLetIn(EndView view) {
        return letIn == 0 && (lastLetInNanos == null || view.endedNanos() - lastLetInNanos > NOBODY_FOR);
    }

    private @Nullable Hit add(Newest<Refused> some, EndView view, long token, Duration by, boolean ahead) {
        long offset = by.toNanos();
        some.add(new Refused(
                view.connectionId(), Arrival.Place.of(view.end().info()), view.endedNanos(), token, offset, false));
        List<Refused> near = new ArrayList<>();
        for (Refused each : some) {
            if (view.endedNanos() - each.nanos() <= WINDOW && Math.abs(each.offset() - offset) <= SPREAD) {
                near.add(each);
            }
        }
        long[] offsets = near.stream().mapToLong(Refused::offset).sorted().toArray();
        long spread = offsets[offsets.length - 1] - offsets[0];
        long time = view.endedNanos() - near.getFirst().nanos();
        int tokens = (int) near.stream().mapToLong(Refused::token).distinct().count();
        boolean oneClient = near.stream().map(Refused::place).distinct().count() == 1;
        if (oneClient || tokens < DIFFERENT || spread > SPREAD || time < LEAST_TIME || time < STAYS * spread) {
            return null;
        }
        Fact.ClockOffsetFound fact = new Fact.ClockOffsetFound(
                Duration.ofNanos(offsets[offsets.length / 2]),
                ahead,
                tokens,
                Duration.ofNanos(time),
                Duration.ofNanos(spread));
        return new Hit(fact, tell(some, near, view.connectionId(), fact));
    }

    /// Each is told once.
    private static List<IncidentEffect.Learned> tell(
            Newest<Refused> some, List<Refused> near, String newest, Fact.ClockOffsetFound fact) {
        List<IncidentEffect.Learned> earlier = new ArrayList<>();
        List<Refused> all = some.list();
        some.clear();
        for (Refused each : all) {
            boolean now = near.contains(each) && !each.told();
            if (now && !each.connectionId().equals(newest)) {
                earlier.add(new IncidentEffect.Learned(each.connectionId(), fact));
            }
            some.add(now ? each.tell() : each);
        }
        return earlier;
    }
}
