package dev.holdfast.core.incident;

import dev.holdfast.core.connection.ConnectionInfo;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection that opened, as far as an earlier one's end may be explained by it. Not thread-safe.
final class Arrival {
    private final String connectionId;
    private final Place place;
    private final @Nullable String user;
    private final Instant acceptedAt;
    private final long openedNanos;
    private @Nullable String tab;
    private boolean over;

    /// Where a client comes from, as well as it can be told without its word.
    record Place(
            String host,
            @Nullable String userAgent,
            @Nullable String origin,
            @Nullable String path) {
        static Place of(ConnectionInfo info) {
            return new Place(EndView.host(info.remoteAddress()), info.userAgent(), info.origin(), info.path());
        }

        // By hand, as what records get by themselves is half as fast; every connection is looked up by it.
        @Override
        public int hashCode() {
            int program = 31 * Objects.hashCode(userAgent) + Objects.hashCode(origin);
            return 31 * (31 * program + Objects.hashCode(path)) + host.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place that
                    && host.equals(that.host)
                    && sameProgram(that)
                    && Objects.equals(path, that.path);
        }

        /// Whether it is the same program at another address.
        boolean sameProgram(Place other) {
            return Objects.equals(userAgent, other.userAgent) && Objects.equals(origin, other.origin);
        }

        /// One machine has many addresses of its /64 and takes a new one when it likes; an IPv4 address it keeps.
        String network() {
            return host.startsWith("[") ? EndView.network(host) : host;
        }
    }

    Arrival(ConnectionInfo info, long openedNanos) {
        this.connectionId = info.connectionId();
        this.place = Place.of(info);
        this.user = info.account();
        this.acceptedAt = info.acceptedAt();
        this.openedNanos = openedNanos;
    }

    void greeted(@Nullable String itsTab) {
        tab = itsTab;
    }

    void ended() {
        over = true;
    }

    String connectionId() {
        return connectionId;
    }

    Place place() {
        return place;
    }

    @Nullable
    String user() {
        return user;
    }

    @Nullable
    String tab() {
        return tab;
    }

    Instant acceptedAt() {
        return acceptedAt;
    }

    long openedNanos() {
        return openedNanos;
    }

    boolean over() {
        return over;
    }
}
