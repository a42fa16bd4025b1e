package dev.holdfast.core.cause;

import static dev.holdfast.core.evidence.CutOffMeasure.AGE;
import static dev.holdfast.core.evidence.CutOffMeasure.SILENCE;
import static dev.holdfast.core.evidence.CutOffMeasure.SILENCE_FROM_CLIENT;
import static dev.holdfast.core.evidence.CutOffMeasure.SILENCE_FROM_SERVER;

import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The limits that common boxes in between have unless somebody sets others, to name a box by its limit.
///
/// @param name of the box, as its users know it
/// @param limit its default
/// @param counts what it can count; one that counts both directions is also seen as either of them
/// @param traces headers one of which comes with every handshake through it; none where it leaves none
/// @param marks by which it shows in an answer that came through it: names of headers, and words of `Server`
/// and `Via`
/// @param cloud whether it is a cloud's load balancer or CDN
/// @param setting that raises the limit, or that it is fixed
public record HopLimit(
        String name,
        Duration limit,
        Set<CutOffMeasure> counts,
        Set<String> traces,
        Set<String> marks,
        boolean cloud,
        String setting) {
    private static final Set<CutOffMeasure> BOTH = Set.of(SILENCE, SILENCE_FROM_SERVER, SILENCE_FROM_CLIENT);
    private static final Set<CutOffMeasure> LIFE = Set.of(AGE);
    private static final Set<String> ALB = Set.of("x-amzn-trace-id");
    private static final Set<String> GOOGLE = Set.of("x-cloud-trace-context");
    private static final Set<String> ENVOY = Set.of("x-envoy-external-address", "x-envoy-expected-rq-timeout-ms");
    private static final Set<String> AZURE = Set.of("x-azure-ref");

    private static final String FIXED = "fixed";
    private static final String NGINX = "nginx";

    /// What has none passes the answer on as it came.
    private static final Map<String, Set<String>> MARKS = Map.of(
            NGINX,
            Set.of("nginx", "openresty"),
            "Envoy",
            Set.of("envoy", "x-envoy-upstream-service-time"),
            "Cloudflare",
            Set.of("cloudflare", "cf-ray"),
            "AWS CloudFront",
            Set.of("cloudfront", "x-amz-cf-id"),
            "AWS API Gateway",
            Set.of("x-amzn-requestid", "apigw-requestid"),
            "Heroku",
            Set.of("vegur", "heroku-router"),
            "GCP HTTP load balancer",
            Set.of("google"),
            "Azure Application Gateway",
            Set.of("microsoft-azure-application-gateway", "x-azure-ref"));

    private static final List<HopLimit> KNOWN = List.of(
            hop("AWS ALB", 60, BOTH, ALB, true, "idle_timeout.timeout_seconds"),
            hop("AWS API Gateway", 600, BOTH, ALB, true, FIXED),
            hop("AWS API Gateway", 7200, LIFE, ALB, true, FIXED),
            hop("AWS CloudFront", 30, BOTH, Set.of("x-amz-cf-id"), true, "response timeout of the origin"),
            hop("AWS NLB", 350, BOTH, Set.of(), false, "tcp.idle_timeout.seconds of the listener"),
            hop("Cloudflare", 100, BOTH, Set.of("cf-ray", "cf-connecting-ip"), true, FIXED),
            hop("Heroku", 55, BOTH, Set.of("via", "x-request-id"), true, FIXED),
            hop("GCP HTTP load balancer", 30, LIFE, GOOGLE, true, "timeoutSec of the backend service"),
            hop("GCP TCP load balancer", 600, BOTH, Set.of(), false, FIXED),
            hop("Azure Application Gateway", 20, BOTH, AZURE, true, "request timeout of the backend setting"),
            hop("Azure load balancer", 240, BOTH, Set.of(), false, "idleTimeoutInMinutes of the rule"),
            hop("Envoy", 300, BOTH, ENVOY, false, "stream_idle_timeout"),
            hop("Envoy", 15, LIFE, ENVOY, false, "timeout of the route"),
            hop("Traefik", 180, BOTH, Set.of("x-forwarded-for"), false, "respondingTimeouts.idleTimeout"),
            hop(NGINX, 60, BOTH, Set.of(), false, "proxy_read_timeout 1h"),
            hop("HAProxy", 50, BOTH, Set.of(), false, "timeout tunnel 1h"),
            hop("HAProxy", 30, BOTH, Set.of(), false, "timeout tunnel 1h"));

    private static HopLimit hop(
            String name, int seconds, Set<CutOffMeasure> counts, Set<String> traces, boolean cloud, String setting) {
        return new HopLimit(
                name, Duration.ofSeconds(seconds), counts, traces, MARKS.getOrDefault(name, Set.of()), cloud, setting);
    }

    /// What is known of a box, such as `nginx`.
    public static List<HopLimit> named(String name) {
        return KNOWN.stream().filter(hop -> hop.name().equals(name)).toList();
    }

    /// The boxes that have this limit. Where some of them left their trace, only these; else those that leave
    /// none.
    public static List<HopLimit> of(CutOffMeasure measure, Duration limit, List<String> hops) {
        List<HopLimit> same = KNOWN.stream()
                .filter(hop -> hop.counts().contains(measure) && near(hop.limit(), limit))
                .toList();
        List<HopLimit> traced = same.stream()
                .filter(hop -> hop.traces().stream().anyMatch(hops::contains))
                .toList();
        return traced.isEmpty()
                ? same.stream().filter(hop -> hop.traces().isEmpty()).toList()
                : traced;
    }

    /// The boxes between a gateway and its backend that have this limit, by what the backend's 101 came with.
    /// Where some of them left their mark, only these; else those that leave none, and nginx, which can be
    /// told to leave none.
    public static List<HopLimit> of(CutOffMeasure measure, Duration limit, Fact.UpstreamUpgraded reply) {
        List<HopLimit> same = KNOWN.stream()
                .filter(hop -> hop.counts().contains(measure) && near(hop.limit(), limit))
                .toList();
        List<HopLimit> marked = same.stream().filter(hop -> hop.marked(reply)).toList();
        return marked.isEmpty()
                ? same.stream()
                        .filter(hop -> hop.marks().isEmpty() || hop.name().equals(NGINX))
                        .toList()
                : marked;
    }

    /// The boxes that left their mark in a 101, whatever their limit.
    public static List<HopLimit> markedIn(Fact.UpstreamUpgraded reply) {
        return KNOWN.stream().filter(hop -> hop.marked(reply)).toList();
    }

    private boolean marked(Fact.UpstreamUpgraded reply) {
        if (marks.isEmpty()) {
            return false;
        }
        String words = (reply.server() + " " + reply.via()).toLowerCase(Locale.ROOT);
        return marks.stream().anyMatch(mark -> reply.hops().contains(mark) || words.contains(mark));
    }

    /// Within 1 %: boxes keep their time, and look for silent connections a little late.
    private static boolean near(Duration limit, Duration found) {
        long off = Math.abs(found.minus(limit).toNanos());
        return off <= Math.max(limit.toNanos() / 100, 100_000_000);
    }

    public boolean fixed() {
        return setting.equals(FIXED);
    }

    /// `AWS ALB`, `nginx or HAProxy`.
    public static String names(List<HopLimit> hops) {
        return hops.stream().map(HopLimit::name).distinct().collect(Collectors.joining(" or "));
    }
}
