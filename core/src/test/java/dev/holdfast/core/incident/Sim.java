package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Presented;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.PathEvidence;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A server's ends on a clock that the test owns, watched by an [IncidentWatch].
final class Sim {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Classifier CLASSIFIER = CauseCatalog.classifier();
    private static final long BEGIN = Duration.ofDays(3).toNanos();

    final IncidentWatch watch;
    final List<Incident> opened = new ArrayList<>();
    final List<Incident> ended = new ArrayList<>();
    /// By connection, as it is explained now.
    final Map<String, EndRecord> ends = new LinkedHashMap<>();

    private long now = BEGIN;
    private long lastTick = BEGIN;
    private int number;
    private boolean forgetful;
    private @Nullable Explanation explanation;
    private @Nullable Presented presented;

    /// That keeps no ends of its own, to see what the watch keeps, and explains all like the first, to be
    /// quick.
    static Sim withoutRecords() {
        Sim sim = new Sim();
        sim.forgetful = true;
        return sim;
    }

    Sim() {
        this(IncidentOptions.defaults(), Duration.ofSeconds(25));
    }

    Sim(IncidentOptions options, Duration heartbeat) {
        watch = new IncidentWatch(options, heartbeat, CLASSIFIER, START, now);
    }

    /// Lets time pass, with a look each second.
    Sim pass(Duration time) {
        long until = now + time.toNanos();
        while (lastTick + 1_000_000_000L <= until) {
            lastTick += 1_000_000_000L;
            List<IncidentEffect> effects = watch.passed(lastTick);
            if (!forgetful) {
                tell(effects);
            }
        }
        now = until;
        return this;
    }

    /// Who connects.
    static Client client(String address) {
        return new Client(address, null, null, null, null, List.of(), "/ws", null);
    }

    record Client(
            String address,
            @Nullable String user,
            @Nullable String tab,
            @Nullable String origin,
            @Nullable String userAgent,
            List<String> hops,
            String path,
            @Nullable String attempt) {
        Client user(String name) {
            return new Client(address, name, tab, origin, userAgent, hops, path, attempt);
        }

        Client tab(String id) {
            return new Client(address, user, id, origin, userAgent, hops, path, attempt);
        }

        Client page(String from) {
            return new Client(address, user, tab, from, "Mozilla/5.0", hops, path, attempt);
        }

        Client behind(String... headers) {
            return new Client(address, user, tab, origin, userAgent, List.of(headers), path, attempt);
        }

        Client path(String other) {
            return new Client(address, user, tab, origin, userAgent, hops, other, attempt);
        }

        Client attempt(String id) {
            return new Client(address, user, tab, origin, userAgent, hops, path, id);
        }

        /// The same one at another address.
        Client at(String other) {
            return new Client(other, user, tab, origin, userAgent, hops, path, attempt);
        }

        /// The same one with another browser.
        Client with(String browser) {
            return new Client(address, user, tab, origin, browser, hops, path, attempt);
        }
    }

    Sim arrives() {
        watch.opened(info(client("10.0.0.1")), now);
        return this;
    }

    /// A connection opens and stays.
    ///
    /// @return its id
    String opens(Client client) {
        ConnectionInfo info = info(client);
        watch.opened(info, now);
        return info.connectionId();
    }

    /// It is over, in order.
    void leaves(String connectionId, Client client) {
        ConnectionInfo info = info(client);
        recorded(
                new ConnectionInfo(
                        connectionId,
                        info.userId(),
                        info.remoteAddress(),
                        info.path(),
                        info.authMethod(),
                        null,
                        info.origin(),
                        info.userAgent(),
                        null,
                        wall(),
                        null),
                true,
                List.of(
                        new Fact.Accepted(info.remoteAddress()),
                        handshake(client),
                        new Fact.Upgraded(null),
                        new Fact.FirstMessage()),
                List.of(
                        new Fact.CloseReceived(CloseFrame.of(new CloseCode(1000), "")),
                        new Fact.TransportEnded(new TransportEnd.LocalClose(false))),
                Duration.ofSeconds(1),
                new Fact.Totals(Counters.NONE, Duration.ZERO, Duration.ZERO, 0));
    }

    void greets(String connectionId, @Nullable String tab, @Nullable String previous) {
        watch.greeted(connectionId, tab, previous);
    }

    /// From now on whoever comes presents these.
    Sim presenting(@Nullable Presented credentials) {
        presented = credentials;
        return this;
    }

    /// A handshake that was refused because its client is in that loop.
    EndRecord heldBack(Client client, String incident) {
        return refusedFor(client, new Decision.HeldBack(incident, "x", "token-expired", Duration.ofSeconds(30)));
    }

    /// A handshake that was refused because it had no token.
    EndRecord withoutToken(Client client) {
        return refused(client, new AuthProblem.Missing(Set.of()));
    }

    /// A handshake that was refused for a token from the future.
    EndRecord notYetValid(Client client, Duration by, String claim) {
        return refused(client, new AuthProblem.NotYetValid(by, claim));
    }

    /// It was open and did not answer a ping, for that silence.
    EndRecord silent(Client client, Duration age, Duration silence) {
        return end(
                client,
                age,
                silence,
                Duration.ofSeconds(10),
                List.of(
                        new Decision.HeartbeatMissed(
                                false, Duration.ofSeconds(10), silence, PathEvidence.NOT_ACKNOWLEDGING, null),
                        new Fact.TransportEnded(new TransportEnd.LocalClose(false))));
    }

    /// Dropped right after the 101, without a byte.
    EndRecord dropped(Client client) {
        return recorded(
                client,
                true,
                List.of(
                        new Fact.Accepted(client.address() + ":50312"),
                        handshake(client),
                        new Fact.Upgraded("holdfast.v1")),
                List.of(new Fact.PeerFinSeen(), new Fact.TransportEnded(new TransportEnd.LocalClose(true))),
                Duration.ofMillis(3),
                new Fact.Totals(Counters.NONE, Duration.ZERO, Duration.ZERO, 0));
    }

    /// It was open, and TCP ended without a word, after that silence of both sides.
    EndRecord lost(Client client, Duration age, Duration silence) {
        return lost(client, age, silence, silence);
    }

    EndRecord lost(Client client, Duration age, Duration fromClient, Duration fromServer) {
        return end(
                client,
                age,
                fromClient,
                fromServer,
                List.of(new Fact.PeerFinSeen(), new Fact.TransportEnded(new TransportEnd.LocalClose(true))));
    }

    /// A gateway's backend, or a box before it, as its 101 names it.
    record Behind(String backend, @Nullable String server) {}

    static final Behind BACKEND = new Behind("127.0.0.1:8000", null);

    /// A gateway's leg to its backend went away without a word, and the backend took a connection right
    /// after.
    EndRecord backendLost(Client client, Behind behind, Duration age, Duration silence) {
        return relayed(
                client,
                behind,
                age,
                silence,
                List.of(new Fact.UpstreamFinSeen(), new Fact.UpstreamLookedAfter(false, 1)));
    }

    /// A gateway's backend closed.
    EndRecord backendClosed(Client client, Behind behind, Duration age, Duration silence, int code, String reason) {
        CloseFrame frame = CloseFrame.of(new CloseCode(code), reason);
        return relayed(
                client,
                behind,
                age,
                silence,
                List.of(new Fact.UpstreamCloseReceived(frame), new Fact.CloseSent(frame)));
    }

    /// An opening handshake that something before the backend answered.
    EndRecord refusedByBackend(Client client, Behind behind, int status) {
        return recorded(
                client,
                false,
                List.of(
                        new Fact.Accepted(client.address() + ":50312"),
                        handshake(client),
                        new Fact.UpstreamChosen(behind.backend(), List.of()),
                        new Fact.UpstreamConnected(behind.backend())),
                List.of(
                        new Fact.UpstreamRefused(status, null, behind.server()),
                        new Fact.HttpAnswered(status),
                        new Fact.TransportEnded(new TransportEnd.LocalClose(true))),
                Duration.ofMillis(4),
                new Fact.Totals(Counters.NONE, Duration.ZERO, Duration.ZERO, 0));
    }

    /// An opening handshake for which no answer of the backend could be had.
    EndRecord backendFailed(Client client, Behind behind, BackendProblem problem) {
        return recorded(
                client,
                false,
                List.of(
                        new Fact.Accepted(client.address() + ":50312"),
                        handshake(client),
                        new Fact.UpstreamChosen(behind.backend(), List.of())),
                List.of(
                        new Decision.BackendFailed(behind.backend(), problem, "", Duration.ofMillis(3)),
                        new Fact.TransportEnded(new TransportEnd.LocalClose(true))),
                Duration.ofMillis(4),
                new Fact.Totals(Counters.NONE, Duration.ZERO, Duration.ZERO, 0));
    }

    /// A client left a gateway in order.
    EndRecord leftGateway(Client client, Behind behind, Duration age) {
        return relayed(
                client,
                behind,
                age,
                Duration.ZERO,
                List.of(new Fact.CloseReceived(CloseFrame.of(new CloseCode(1000), ""))));
    }

    /// A connection opens, and its backend closes it that much later.
    EndRecord opensAndIsClosed(Client client, Behind behind, Duration age, int code, String reason) {
        ConnectionInfo info = info(client);
        watch.opened(info, now);
        pass(age);
        CloseFrame frame = CloseFrame.of(new CloseCode(code), reason);
        return relayed(
                info,
                client,
                behind,
                age,
                age,
                List.of(new Fact.UpstreamCloseReceived(frame), new Fact.CloseSent(frame)));
    }

    private EndRecord relayed(Client client, Behind behind, Duration age, Duration silence, List<? extends Fact> how) {
        return relayed(info(client), client, behind, age, silence, how);
    }

    private EndRecord relayed(
            ConnectionInfo info,
            Client client,
            Behind behind,
            Duration age,
            Duration silence,
            List<? extends Fact> how) {
        List<Fact> last = new ArrayList<>(how);
        last.add(new Fact.TransportEnded(new TransportEnd.LocalClose(true)));
        last.add(new Fact.UpstreamEnded(new TransportEnd.LocalClose(true)));
        last.add(new Fact.UpstreamTotals(3, 3, 100, 100, silence, silence, 40));
        return recorded(
                info,
                true,
                List.of(
                        new Fact.Accepted(client.address() + ":50312"),
                        handshake(client),
                        new Fact.UpstreamChosen(behind.backend(), List.of()),
                        new Fact.UpstreamConnected(behind.backend()),
                        new Fact.UpstreamUpgraded(null, List.of(), List.of(), behind.server(), null, List.of()),
                        new Fact.Upgraded(null)),
                last,
                age,
                new Fact.Totals(Counters.NONE, silence, silence, 60));
    }

    EndRecord left(Client client, Duration age, int code) {
        return end(
                client,
                age,
                Duration.ZERO,
                Duration.ZERO,
                List.of(
                        new Fact.CloseReceived(CloseFrame.of(new CloseCode(code), "")),
                        new Fact.TransportEnded(new TransportEnd.LocalClose(false))));
    }

    EndRecord closedByApplication(Client client, Duration age, int code) {
        CloseFrame frame = CloseFrame.of(new CloseCode(code), "");
        return end(
                client,
                age,
                Duration.ZERO,
                Duration.ZERO,
                List.of(
                        new Decision.ApplicationClosed(frame, age, 3),
                        new Fact.CloseSent(frame),
                        new Fact.TransportEnded(new TransportEnd.LocalClose(false))));
    }

    EndRecord drained(Client client, Duration age) {
        return end(
                client,
                age,
                Duration.ZERO,
                Duration.ZERO,
                List.of(
                        new Decision.Draining("SIGTERM", Duration.ofSeconds(3)),
                        new Fact.TransportEnded(new TransportEnd.LocalClose(false))));
    }

    private EndRecord end(
            Client client, Duration age, Duration fromClient, Duration fromServer, List<? extends Fact> how) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.Accepted(client.address() + ":50312"));
        facts.add(handshake(client));
        facts.add(new Fact.Upgraded("holdfast.v1"));
        if (client.tab() != null) {
            facts.add(new Fact.Hello("{}", client.tab()));
        }
        return recorded(client, true, facts, how, age, new Fact.Totals(Counters.NONE, fromClient, fromServer, 0));
    }

    /// A handshake that was refused for a token that had expired.
    EndRecord expired(Client client, Duration ago) {
        return refused(client, new AuthProblem.Expired(ago));
    }

    private EndRecord refused(Client client, AuthProblem problem) {
        return refusedFor(client, new Decision.AuthRefused(problem));
    }

    private EndRecord refusedFor(Client client, Decision decision) {
        return recorded(
                client,
                false,
                List.of(new Fact.Accepted(client.address() + ":50312"), handshake(client)),
                List.of(decision, new Fact.TransportEnded(new TransportEnd.LocalClose(false))),
                Duration.ofMillis(4),
                new Fact.Totals(Counters.NONE, Duration.ZERO, Duration.ZERO, 0));
    }

    private static Fact handshake(Client client) {
        return new Fact.HandshakeReceived(
                "GET",
                client.path(),
                "localhost",
                client.origin(),
                client.userAgent(),
                List.of(),
                Set.of(),
                client.hops());
    }

    private EndRecord recorded(
            Client client, boolean wasOpen, List<Fact> first, List<? extends Fact> last, Duration age, Fact totals) {
        return recorded(info(client), wasOpen, first, last, age, totals);
    }

    private EndRecord recorded(
            ConnectionInfo info,
            boolean wasOpen,
            List<Fact> first,
            List<? extends Fact> last,
            Duration age,
            Fact totals) {
        List<Timeline.Entry> entries = new ArrayList<>();
        first.forEach(fact -> entries.add(new Timeline.Entry(0, fact)));
        last.forEach(fact -> entries.add(new Timeline.Entry(age.toNanos(), fact)));
        entries.add(new Timeline.Entry(age.toNanos(), totals));
        Timeline timeline = new Timeline(wall().minus(age), entries, 0);
        EndRecord end = new EndRecord(info, wasOpen, timeline, explain(timeline));
        IncidentWatch.Judged judged = watch.ended(end, now);
        if (!forgetful) {
            ends.put(end.info().connectionId(), judged.end());
            tell(judged.effects());
        }
        return judged.end();
    }

    private Explanation explain(Timeline timeline) {
        if (!forgetful) {
            return CLASSIFIER.explain(timeline);
        }
        if (explanation == null) {
            explanation = CLASSIFIER.explain(timeline);
        }
        return explanation;
    }

    private ConnectionInfo info(Client client) {
        return new ConnectionInfo(
                "c-" + ++number,
                client.user(),
                client.address() + ":50312",
                client.path(),
                client.user() == null ? null : "header",
                null,
                client.origin(),
                client.userAgent(),
                client.attempt(),
                wall(),
                presented);
    }

    private Instant wall() {
        return START.plusNanos(now - BEGIN);
    }

    private void tell(List<IncidentEffect> effects) {
        for (IncidentEffect effect : effects) {
            switch (effect) {
                case IncidentEffect.Opened(Incident incident) -> opened.add(incident);
                case IncidentEffect.Ended(Incident incident) -> ended.add(incident);
                case IncidentEffect.Learned(String id, Fact.Afterwards fact) ->
                    ends.computeIfPresent(id, (_, end) -> end.with(fact, wall(), CLASSIFIER));
            }
        }
    }

    /// How all ends are explained now.
    List<String> causes() {
        return ends.values().stream().map(end -> end.explanation().cause().id()).toList();
    }
}
