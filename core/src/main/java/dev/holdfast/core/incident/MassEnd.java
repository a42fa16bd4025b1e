package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.core.evidence.Fact;
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
    private static final int REMEMBERED = 2000;
    private static final int MEASURED = 256;

    /// The part of all ends that must agree in what is called shared.
    private static final double SHARED = 0.95;

    private static final long SECOND = 1_000_000_000L;

    private final String id;
    private final Instant opened;
    private final Naming naming;
    private final long firstNanos;
    private final CauseTally causes = new CauseTally();
    private final Map<String, Tally<String>> properties = new LinkedHashMap<>();
    private final Newest<String> examples = new Newest<>(5);
    private final List<String> unexplained = new ArrayList<>();
    private final Newest<Long> silences = new Newest<>(MEASURED);
    private final Newest<Long> ages = new Newest<>(MEASURED);
    private long count;
    private long lost;
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
        property("proxy_headers", view.hops());
        property("user_agent", info.userAgent());
        property("origin", info.origin());
        property("user", info.userId());
        var transport = view.end().exchange().transportEnd();
        property("transport_end", transport == null ? null : transport.word());
        if (view.lost()) {
            lost++;
            silences.add(view.nanos(CutOffMeasure.SILENCE));
            ages.add(view.nanos(CutOffMeasure.AGE));
            if (view.end().explanation().cause() == Cause.UNEXPLAINED && unexplained.size() < REMEMBERED) {
                unexplained.add(view.connectionId());
            }
        }
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

    /// Whether the lost ones had been silent, and had lived, for different times: then no limit of either cut them.
    private boolean unlike() {
        return !mostlyEqual(silences) && !mostlyEqual(ages);
    }

    private static boolean mostlyEqual(Newest<Long> values) {
        List<Long> sorted = values.list().stream().sorted().toList();
        if (sorted.isEmpty()) {
            return false;
        }
        long median = sorted.get(sorted.size() / 2);
        return median >= SECOND
                && sorted.stream().filter(value -> Spike.equal(value, median)).count() * 2 > sorted.size();
    }

    private boolean oneProxy() {
        Map<String, String> shared = shared();
        return shared.containsKey("address") || shared.containsKey("proxy_headers");
    }

    private boolean proxyWent() {
        return lost >= 0.8 * count && unlike() && oneProxy();
    }

    private Fact.MassEndFound fact() {
        return new Fact.MassEndFound(
                count,
                Duration.ofNanos(lastNanos - firstNanos),
                shared().containsKey("address"),
                shared().containsKey("proxy_headers"),
                unlike());
    }

    /// What its unexplained ends lack, once it is over.
    List<IncidentEffect.Learned> learned() {
        if (!proxyWent()) {
            return List.of();
        }
        Fact.MassEndFound fact = fact();
        return unexplained.stream()
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
                shared.containsKey("proxy_headers") || shared.containsKey("address")
                        ? "connections by " + shared.getOrDefault("address", "one proxy")
                        : "connections of this server",
                explanation(span, shared),
                new Incident.MassEnd(span, shared, different(), causes.byCount()),
                examples.list());
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
                    shared.containsKey("proxy_headers") ? Confidence.LIKELY : Confidence.POSSIBLE,
                    Initiator.NETWORK,
                    false,
                    begin + " without a close frame while this server worked on: what they came through went away.",
                    evidence,
                    Cause.PROXY_RELOAD.fix(),
                    List.of());
        }
        Cause most = causes.most();
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
