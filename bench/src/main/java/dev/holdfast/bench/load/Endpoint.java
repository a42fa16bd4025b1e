package dev.holdfast.bench.load;

import java.net.URI;
import java.util.Objects;

/// Where the load goes.
///
/// @param url a `ws` URL with an address and a port
/// @param sourceAddresses how many loopback addresses, from 127.0.0.1 upwards, the connections come from. One has
///     about 28,000 ports, which [Load.Churn] uses up in seconds
public record Endpoint(URI url, int sourceAddresses) {
    public Endpoint {
        if (!Objects.equals(url.getScheme(), "ws") || url.getHost() == null || url.getPort() < 0) {
            throw new IllegalArgumentException("not of the form ws://address:port/path: " + url);
        }
        if (sourceAddresses < 1 || sourceAddresses > 254) {
            throw new IllegalArgumentException("1 to 254 source addresses, not " + sourceAddresses);
        }
    }

    public static Endpoint of(URI url) {
        return new Endpoint(url, 1);
    }
}
