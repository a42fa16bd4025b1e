package dev.holdfast.cli.config;

import dev.holdfast.proxy.SharingOptions;
import dev.holdfast.proxy.SharingOptions.Sticky;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `proxy.sharing`: how connections are shared out among several backends.
///
/// @param sticky what a client always comes to the same backend by. Default none: the fewest connections
/// @param cookie the cookie's name, for `sticky: cookie`
/// @param healthInterval between two looks at each backend. Default 5 s; 0 s for none
/// @param healthPath asked with GET, to be answered with a status below 400. Default none: a look at TCP alone
public record SharingSection(
        Sticky sticky,
        @Nullable String cookie,
        Duration healthInterval,
        @Nullable String healthPath) {
    public SharingSection {
        if (sticky == Sticky.COOKIE && cookie == null) {
            throw new IllegalArgumentException(
                    "sticky: found cookie without `cookie`, expected the cookie's name there");
        }
        if (!healthInterval.isZero()
                && (healthInterval.compareTo(Duration.ofMillis(100)) < 0
                        || healthInterval.compareTo(Duration.ofHours(1)) > 0)) {
            throw new IllegalArgumentException(
                    "health-interval: found " + healthInterval.toMillis() + "ms, expected 0s, or 100ms to 1h");
        }
        if (healthPath != null && !healthPath.matches("/[!-~]*")) {
            throw new IllegalArgumentException("health-path: found " + healthPath + ", expected a path like /health");
        }
    }

    public static SharingSection defaults() {
        SharingOptions options = SharingOptions.defaults();
        return new SharingSection(options.sticky(), options.cookie(), options.healthInterval(), options.healthPath());
    }

    SharingOptions options() {
        return new SharingOptions(sticky, cookie, healthInterval, healthPath);
    }
}
