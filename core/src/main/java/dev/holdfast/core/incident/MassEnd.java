package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Ends that came all at once.
final class MassEnd implements OpenIncident {
    /// The part of all ends that must agree in what is called shared.
    private static final double SHARED = 0.95;

    private final String id;
    private final Instant opened;
    private final Naming naming;
    private final long firstNanos;
    private final CauseTally causes = new CauseTally();
    private final Map<String, Tally<String>> properties = new LinkedHashMap<>();
    private final Newest<String> examples = new Newest<>(5);
    private final Losses downstream = new Losses();
    private final Losses upstream = new Losses();
    private long count;
    private long accepted;
    private long survivors;
    private boolean backendDown;
    private boolean over;
    private long lastNanos;

    /// @param first of its ends, as many as were kept
    /// @param many how many it are
    MassEnd(List<EndView> first, long many, Naming naming) {
        this.id = naming.id();
        this.naming = naming;
        this.firstNanos = first.getFirst().endedNanos();
        this.opened = naming.wall(first.getLast().endedNanos());
        first.forEach(this::add);
        count = Math.max(many, count);
    }

    void add(EndView view) {
        count++;
        lastNanos = view.endedNanos();
        causes.add(view.end().explanation());
        examples.add(view.connectionId());
        ConnectionInfo info = view.end().info();
        property("path", info.path());
        property("address", view.host());
        property("network", view.network());
        property("proxy_headers", String.join(" ", view.hops()));
        property("user_agent", info.userAgent());
        property("origin", info.origin());
        property("user", info.userId());
        var transport = view.end().exchange().transportEnd();
        property("transport_end", transport == null ? null : transport.word());
        UpstreamView backend = view.upstream();
        if (backend != null) {
            property("backend", backend.backend());
            property("backend_headers", backend.trace());
        }
        for (CutLeg leg : CutLeg.of(view)) {
            if (leg.ended() && !leg.byFrame()) {
                (leg.leg() == Leg.UPSTREAM ? upstream : downstream).add(leg);
            }
        }
    }

    /// A connection opened after it began.
    void accepted() {
        accepted++;
    }

    /// An opening handshake after it did not reach the backend.
    void backendDown() {
        backendDown |= accepted == 0;
    }

    /// It is over.
    ///
    /// @param openNow connections that are open, those that opened after it began included
    void over(long openNow) {
        survivors = Math.max(0, openNow - accepted);
        over = true;
    }

    private void property(String name, @Nullable String value) {
        properties.computeIfAbsent(name, _ -> new Tally<>()).add(value == null ? "" : value);
    }

    String id() {
        return id;
    }

    private Map<String, String> shared() {
        Map<String, String> shared = new LinkedHashMap<>();
        properties.forEach((name, values) -> {
            String most = values.most();
            if (most != null && !most.isEmpty() && values.share() >= SHARED) {
                shared.put(name, most);
            }
        });
        return shared;
    }

    private Map<String, Integer> different() {
        Map<String, Integer> different = new LinkedHashMap<>();
        properties.forEach((name, values) -> {
            if (values.share() < SHARED) {
                different.put(name, values.different());
            }
        });
        return different;
    }

    private boolean oneProxy() {
        Map<String, String> shared = shared();
        return shared.containsKey("address") || shared.containsKey("proxy_headers");
    }

    private boolean proxyWent() {
        return downstream.count() >= 0.8 * count && downstream.unlike() && oneProxy();
    }

    private boolean backendsProxyWent() {
        return !backendDown && upstream.count() >= 0.8 * count && upstream.unlike() && shared().containsKey("backend");
    }

    private Fact.UpstreamMassEndFound upstreamFact() {
        return new Fact.UpstreamMassEndFound(
                count, Duration.ofNanos(lastNanos - firstNanos), upstream.unlike(), survivors, accepted);
    }

    private Fact.MassEndFound fact() {
        return new Fact.MassEndFound(
                count,
                Duration.ofNanos(lastNanos - firstNanos),
                shared().containsKey("address"),
                shared().containsKey("proxy_headers"),
                downstream.unlike(),
                survivors,
                accepted);
    }

    /// What its unexplained ends lack, once it is over.
    List<IncidentEffect.Learned> learned() {
        if (proxyWent()) {
            return learned(downstream, fact());
        }
        return backendsProxyWent() ? learned(upstream, upstreamFact()) : List.of();
    }

    private static List<IncidentEffect.Learned> learned(Losses losses, Fact.Afterwards fact) {
        return losses.unexplained().stream()
                .map(each -> new IncidentEffect.Learned(each, fact))
                .toList();
    }

    @Override
    public Incident show(@Nullable Instant endedAt) {
        Duration span = Duration.ofNanos(lastNanos - firstNanos);
        Map<String, String> shared = shared();
        return new Incident(
                id,
                naming.wall(firstNanos),
                opened,
                naming.wall(lastNanos),
                endedAt,
                count,
                subject(shared),
                explanation(span, shared),
                new Incident.MassEnd(span, shared, different(), causes.byCount()),
                examples.list());
    }

    private String subject(Map<String, String> shared) {
        if (upstream.count() > downstream.count() && shared.containsKey("backend")) {
            return "connections to the backend " + shared.get("backend");
        }
        return shared.containsKey("proxy_headers") || shared.containsKey("address")
                ? "connections by " + shared.getOrDefault("address", "one proxy")
                : "connections of this server";
    }

    private Explanation explanation(Duration span, Map<String, String> shared) {
        List<String> evidence = new ArrayList<>();
        evidence.add(count + " connections ended within " + Phrases.time(span));
        evidence.add("how they ended: " + causes.words());
        if (!shared.isEmpty()) {
            evidence.add("what they share: "
                    + shared.entrySet().stream()
                            .map(each -> each.getKey().replace('_', ' ') + " " + each.getValue())
                            .collect(Collectors.joining(", ")));
        }
        Map<String, Integer> different = different();
        if (!different.isEmpty()) {
            evidence.add("what they don't share: "
                    + different.entrySet().stream()
                            .map(each -> each.getKey().replace('_', ' ') + " (" + each.getValue() + " different)")
                            .collect(Collectors.joining(", ")));
        }
        String begin = count + " connections ended within " + Phrases.time(span);
        if (proxyWent()) {
            evidence.add("they had been silent, and had lived, for different times, so no limit of either cut them");
            return new Explanation(
                    Cause.PROXY_RELOAD,
                    over && fact().shownReloaded() ? Confidence.LIKELY : Confidence.POSSIBLE,
                    Initiator.NETWORK,
                    false,
                    begin + " without a close frame while this server worked on: what they came through went away.",
                    evidence,
                    Cause.PROXY_RELOAD.fix(),
                    List.of());
        }
        Cause most = causes.most();
        if (most == Cause.UNEXPLAINED && backendDown && upstream.count() >= 0.8 * count) {
            evidence.add("the next opening handshake did not reach the backend, either");
            return new Explanation(
                    Cause.CRASH_OOM_SIGKILL,
                    Confidence.LIKELY,
                    Initiator.BACKEND,
                    false,
                    begin + " without a close frame on the backend's side: its process is gone.",
                    evidence,
                    Cause.CRASH_OOM_SIGKILL.fix(),
                    List.of());
        }
        if (most == Cause.UNEXPLAINED && backendsProxyWent()) {
            evidence.add("they had been silent, and had lived, for different times, so no limit of either cut them");
            return new Explanation(
                    Cause.PROXY_RELOAD,
                    Confidence.POSSIBLE,
                    Initiator.NETWORK,
                    false,
                    begin + " without a close frame on the backend's side, and the backend still took connections: what"
                            + " stands before it was reloaded, or one of its processes ended.",
                    evidence,
                    Cause.PROXY_RELOAD.fix(),
                    List.of());
        }
        if (most == Cause.UNEXPLAINED) {
            return new Explanation(
                    most,
                    Confidence.NONE,
                    Initiator.UNKNOWN,
                    false,
                    begin + " without a close frame, and nothing here shows who wanted it.",
                    evidence,
                    most.fix(),
                    List.of("the log of whatever stands between the clients and us, at this moment"));
        }
        String mostly = causes.share() >= SHARED ? "" : ", most of them";
        return new Explanation(
                most,
                causes.confidence(),
                causes.initiator(),
                causes.allExpected(),
                begin + mostly + " because " + most.meaning() + ".",
                evidence,
                most.fix(),
                List.of());
    }
}
