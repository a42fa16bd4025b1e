package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.bind.Format.BadText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address of this machine and a port: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
///
/// Other names are refused. What a name resolves to can change between the check that it is loopback and the bind.
public final class AddressText {
    private static final String EXPECTED = "an IP address and a port, like 127.0.0.1:8080 or [::1]:8080";
    private static final Pattern SHAPE = Pattern.compile("(?:\\[(?<six>[^\\]]*)\\]|(?<other>[^:]*)):(?<port>\\d{1,5})");

    static final Format<InetSocketAddress> FORMAT = new Format<>(EXPECTED, AddressText::read, AddressText::of);

    private AddressText() {}

    /// As it is written, IPv6 in brackets.
    public static String of(InetSocketAddress address) {
        return host(address) + ":" + address.getPort();
    }

    /// The same text with another port, if it is an address at all.
    public static Optional<String> withPort(String text, int port) {
        Matcher shape = SHAPE.matcher(text);
        return shape.matches() ? Optional.of(text.substring(0, shape.start("port")) + port) : Optional.empty();
    }

    private static String host(InetSocketAddress address) {
        String host = address.getHostString();
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static InetSocketAddress read(String text) throws BadText {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new BadText(EXPECTED);
        }
        int port = Integer.parseInt(shape.group("port"));
        if (port > 65_535) {
            throw new BadText("a port from 0 to 65535, where 0 takes a free one");
        }
        String six = shape.group("six");
        String other = shape.group("other");
        if (other != null && other.isEmpty()) {
            throw new BadText("an address before the port: 127.0.0.1:" + port + " for this machine only, 0.0.0.0:"
                    + port + " for everybody");
        }
        return new InetSocketAddress(six == null ? four(other) : six(six), port);
    }

    private static InetAddress four(String text) throws BadText {
        try {
            return text.equals("localhost")
                    ? InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1})
                    : InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException | UnknownHostException _) {
            throw new BadText(EXPECTED + "; a name is not looked up");
        }
    }

    private static InetAddress six(String text) throws BadText {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new BadText(EXPECTED);
        }
    }
}
