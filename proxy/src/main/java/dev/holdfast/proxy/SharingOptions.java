package dev.holdfast.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How connections are shared out among several backends. A new one goes to the backend with the fewest open ones, or,
/// where it is to stick, to the one that its cookie or user always goes to as long as that backend is up.
///
/// @param sticky what a client is known by. Default nothing
/// @param cookie the name of the cookie by which clients stick, such as that of the application's session
/// @param healthInterval between two looks at each backend; zero for none. Default 5 s
/// @param healthPath is asked with GET and must be answered with a status below 400; `null` for a look at TCP alone
public record SharingOptions(
        Sticky sticky,
        @Nullable String cookie,
        Duration healthInterval,
        @Nullable String healthPath) {
    /// What a client is known by.
    public enum Sticky {
        NONE,
        /// The value of the cookie.
        COOKIE,
        /// Who was let in; where the gateway asks nobody, the `sub` of its token, which only chooses a
        /// backend here.
        USER
    }

    public static SharingOptions defaults() {
        return new SharingOptions(Sticky.NONE, null, Duration.ofSeconds(5), null);
    }
}
