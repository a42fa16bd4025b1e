package dev.holdfast.cli.config.load;

import java.time.Duration;
import java.util.List;

/// Something between client and server that cuts a connection which has been silent for a while.
///
/// @param idle its limit as it comes
record Hop(String name, Duration idle) {
    /// Shortest first.
    static final List<Hop> COMMON = List.of(
            new Hop("Chrome extension worker", Duration.ofSeconds(30)),
            new Hop("Heroku", Duration.ofSeconds(55)),
            new Hop("nginx proxy_read_timeout", Duration.ofSeconds(60)),
            new Hop("AWS ALB", Duration.ofSeconds(60)),
            new Hop("Cloudflare", Duration.ofSeconds(100)),
            new Hop("Azure L4 load balancer", Duration.ofSeconds(240)),
            new Hop("Envoy stream idle timeout", Duration.ofSeconds(300)),
            new Hop("AWS NLB", Duration.ofSeconds(350)),
            new Hop("AWS API Gateway", Duration.ofMinutes(10)),
            new Hop("GCP TCP load balancer", Duration.ofMinutes(10)));
}
