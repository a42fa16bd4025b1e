package dev.holdfast.auth.jwt;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// An address that serves the issuer's public keys as a JSON Web Key Set (RFC 7517 5), for RS256 and ES256.
///
/// What happens while it can't be reached: keys that were fetched before stay good, however old, and the
/// [KeyServerListener] is told. Only a token whose key is not among them can't be judged.
///
/// @param url `https`, or `http` for a loopback host only: whoever can change the answer can sign tokens
/// @param deadline from the begin of a fetch to its last byte; 2 s. A handshake waits at most this long for keys
/// @param maxBytes the largest answer that is read; 256 KiB
/// @param cacheFor how long fetched keys are used without looking again; 10 min. They are fetched anew in the
///     background once four fifths of it have passed, if there is traffic. Danger: a key that the issuer withdrew
///     stays good here for this long
/// @param coolDown how long after a failed fetch, and after a fetch for the sake of an unknown key, the next may
///     begin; 30 s. This bounds what 10,000 invented keys can cost the key server. Danger: a new key is unknown for
///     up to this long if tokens with invented keys come as well
public record KeyServer(URI url, Duration deadline, int maxBytes, Duration cacheFor, Duration coolDown)
        implements VerificationKeys {
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);
    public static final int DEFAULT_MAX_BYTES = 256 * 1024;
    public static final Duration DEFAULT_CACHE_FOR = Duration.ofMinutes(10);
    public static final Duration DEFAULT_COOL_DOWN = Duration.ofSeconds(30);

    private static final Pattern IPV4_LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

    /// @throws IllegalArgumentException for a value outside its bounds; says which, what was found and what to do
    public KeyServer {
        requireSafe(url);
        within("deadline", deadline, Duration.ofMillis(1), Duration.ofSeconds(30));
        within("time in the cache", cacheFor, Duration.ofSeconds(1), Duration.ofDays(1));
        within("cool-down", coolDown, Duration.ofMillis(1), Duration.ofHours(1));
        if (maxBytes < 1024 || maxBytes > 16 * 1024 * 1024) {
            throw new IllegalArgumentException(
                    "the key server's largest answer is " + maxBytes + " bytes, expected 1024 to 16777216");
        }
    }

    /// This address with the defaults.
    public static KeyServer at(URI url) {
        return new KeyServer(url, DEFAULT_DEADLINE, DEFAULT_MAX_BYTES, DEFAULT_CACHE_FOR, DEFAULT_COOL_DOWN);
    }

    public KeyServer withDeadline(Duration deadline) {
        return new KeyServer(url, deadline, maxBytes, cacheFor, coolDown);
    }

    public KeyServer withMaxBytes(int maxBytes) {
        return new KeyServer(url, deadline, maxBytes, cacheFor, coolDown);
    }

    public KeyServer withCacheFor(Duration cacheFor) {
        return new KeyServer(url, deadline, maxBytes, cacheFor, coolDown);
    }

    public KeyServer withCoolDown(Duration coolDown) {
        return new KeyServer(url, deadline, maxBytes, cacheFor, coolDown);
    }

    /// Host and port, for log and problems: path and query may hold what is nobody's business.
    String where() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    @Override
    public String toString() {
        return "KeyServer[" + where() + ", cached for " + cacheFor + "]";
    }

    private static void requireSafe(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String host = url.getHost();
        if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new IllegalArgumentException("the key server's address is no absolute web address, expected one like"
                    + " https://issuer.example.com/jwks.json");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the key server's address holds a user name or password; key sets are public, leave it out");
        }
        if (scheme.equals("http") && !isLoopback(host)) {
            throw new IllegalArgumentException("the key server's address begins with http:// and its host is " + host
                    + ", expected https://: whoever can change the answer on its way can sign tokens");
        }
    }

    /// By its text only: a name that happens to resolve to loopback now may not do so later.
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || IPV4_LOOPBACK.matcher(host).matches();
    }

    private static void within(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "the key server's " + what + " is " + value + ", expected " + least + " to " + most);
        }
    }
}
