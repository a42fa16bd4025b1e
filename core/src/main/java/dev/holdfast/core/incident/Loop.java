package dev.holdfast.core.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One client that is in a reconnect loop.
final class Loop implements OpenIncident {
    /// Enough to find a period and to see what repeats.
    private static final int ROUNDS = 32;

    private final String id;
    private final ClientKey client;
    private final Instant opened;
    private final long startedNanos;
    private final Naming naming;
    private final Newest<Round> rounds = new Newest<>(ROUNDS);
    private final Newest<String> examples = new Newest<>(5);
    private final CauseTally causes = new CauseTally();
    private long lastNanos;
    private long heldBack;

    Loop(ClientKey client, List<Round> first, EndView newest, Naming naming) {
        this.id = naming.id();
        this.client = client;
        this.opened = naming.wall(newest.endedNanos());
        this.startedNanos = first.getFirst().startedNanos();
        this.naming = naming;
        first.forEach(this::count);
        examples.add(newest.connectionId());
    }

    void add(Round round, String connectionId) {
        count(round);
        examples.add(connectionId);
    }

    /// Its client came and was refused because of this loop. No life of its own: else the loop would feed itself.
    void heldBack() {
        heldBack++;
    }

    private void count(Round round) {
        rounds.add(round);
        causes.add(round.cause(), round.confidence(), round.initiator(), round.expected());
        lastNanos = round.endedNanos();
    }

    String id() {
        return id;
    }

    /// Whether it is not only one client's any more.
    boolean othersStayed() {
        return ShortLives.othersStayed(rounds);
    }

    long lastNanos() {
        return lastNanos;
    }

    @Override
    public Incident show(@Nullable Instant endedAt) {
        List<Round> newest = rounds.list();
        Rhythm rhythm = Rhythm.of(
                newest.stream().mapToLong(Round::startedNanos).sorted().toArray());
        return new Incident(
                id,
                naming.wall(startedNanos),
                opened,
                naming.wall(lastNanos),
                endedAt,
                causes.total(),
                client.toString(),
                new LoopExplanation(client, newest, causes, rhythm, Duration.ofNanos(lastNanos - startedNanos))
                        .explain(endedAt != null),
                new Incident.Loop(
                        client,
                        rhythm == null ? null : rhythm.period(),
                        rhythm != null && rhythm.steady(),
                        causes.byCount(),
                        heldBack),
                examples.list());
    }
}
