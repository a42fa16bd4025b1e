package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.HopLimit;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.doctor.probe.wire.AnswerHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The boxes between here and the application, as far as their headers give them away.
///
/// @param seen the box's name, and the header that names it
record Hops(Map<String, String> seen) {
    /// A header, what it holds in lower case, and whose it is.
    private record Sign(String header, String holds, String box) {}

    private static final List<Sign> SIGNS = List.of(
            new Sign("cf-ray", "", "Cloudflare"),
            new Sign("server", "cloudflare", "Cloudflare"),
            new Sign("x-amz-cf-id", "", "AWS CloudFront"),
            new Sign("x-amz-apigw-id", "", "AWS API Gateway"),
            new Sign("apigw-requestid", "", "AWS API Gateway"),
            new Sign("server", "awselb", "AWS ALB"),
            new Sign("x-amzn-trace-id", "", "AWS ALB"),
            new Sign("via", "google", "GCP HTTP load balancer"),
            new Sign("x-cloud-trace-context", "", "GCP HTTP load balancer"),
            new Sign("via", "vegur", "Heroku"),
            new Sign("via", "heroku", "Heroku"),
            new Sign("server", "heroku", "Heroku"),
            new Sign("server", "envoy", "Envoy"),
            new Sign("x-envoy-upstream-service-time", "", "Envoy"),
            new Sign("server", "microsoft-azure-application-gateway", "Azure Application Gateway"),
            new Sign("x-azure-ref", "", "Azure Front Door"),
            new Sign("x-served-by", "cache-", "Fastly"),
            new Sign("fly-request-id", "", "Fly.io"),
            new Sign("x-vercel-id", "", "Vercel"),
            new Sign("server", "akamaighost", "Akamai"),
            new Sign("server", "nginx", "nginx"),
            new Sign("server", "openresty", "nginx"),
            new Sign("server", "caddy", "Caddy"),
            new Sign("via", "caddy", "Caddy"),
            new Sign("server", "traefik", "Traefik"),
            new Sign("server", "apache", "Apache httpd"),
            new Sign("via", "haproxy", "HAProxy"),
            new Sign("via", "varnish", "Varnish"),
            new Sign("via", "squid", "Squid"),
            new Sign("x-squid-error", "", "Squid"));

    static Hops of(List<AnswerHead> heads) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (AnswerHead head : heads) {
            for (Sign sign : SIGNS) {
                for (String value : head.all(sign.header())) {
                    if (value.toLowerCase(Locale.ROOT).contains(sign.holds())) {
                        seen.putIfAbsent(sign.box(), sign.header() + ": " + cut(value));
                    }
                }
            }
        }
        return new Hops(seen);
    }

    private static String cut(String value) {
        return value.length() <= 80 ? value : value.substring(0, 80) + "…";
    }

    /// As evidence.
    List<String> words() {
        return seen.entrySet().stream()
                .map(each -> each.getKey() + " gave itself away by " + each.getValue())
                .toList();
    }

    /// The boxes with such a limit: those that were seen, or else any that leave no trace.
    List<HopLimit> having(CutOffMeasure measure, Duration limit) {
        List<HopLimit> present = new ArrayList<>();
        for (String box : seen.keySet()) {
            for (HopLimit known : HopLimit.named(box)) {
                if (known.counts().contains(measure) && near(known.limit(), limit)) {
                    present.add(known);
                }
            }
        }
        return present.isEmpty() ? HopLimit.of(measure, limit, List.of()) : present;
    }

    private static boolean near(Duration limit, Duration found) {
        return found.minus(limit).abs().toMillis() <= Math.max(limit.toMillis() / 50, 200);
    }

    /// What a box's limits are unless somebody sets others; absent where none is known here.
    static @Nullable String limits(String box) {
        List<String> limits = HopLimit.named(box).stream()
                .map(known -> Phrases.time(known.limit())
                        + (known.counts().contains(CutOffMeasure.AGE) ? " of life" : " of silence"))
                .distinct()
                .toList();
        return limits.isEmpty() ? null : String.join(", ", limits);
    }
}
