package dev.holdfast.proxy.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// The addresses whose word on a client's address, scheme and host is believed.
public final class TrustedProxies {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    private record Network(byte[] address, int bits) {
        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(address, 0, whole, other, 0, whole)
                    && (rest == 0 || ((address[whole] ^ other[whole]) & 0xFF00 >> rest & 0xFF) == 0);
        }
    }

    /// @param texts each an address or a network, like `10.0.0.0/8` or `::1`
    /// @throws IllegalArgumentException for what is neither
    public static TrustedProxies of(List<String> texts) {
        return new TrustedProxies(texts.stream().map(TrustedProxies::network).toList());
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        byte[] address;
        int bits;
        try {
            address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
        } catch (IllegalArgumentException notOne) {
            throw new IllegalArgumentException(expected(text), notOne);
        }
        if (bits < 0 || bits > address.length * 8) {
            throw new IllegalArgumentException(expected(text));
        }
        return new Network(address, bits);
    }

    private static String expected(String text) {
        return "trusted-proxies: found " + text + ", expected an address or a network like 10.0.0.0/8";
    }

    public boolean holds(InetAddress address) {
        byte[] bytes = address.getAddress();
        return networks.stream().anyMatch(network -> network.holds(bytes));
    }
}
