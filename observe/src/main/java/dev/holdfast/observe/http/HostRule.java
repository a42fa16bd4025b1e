package dev.holdfast.observe.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// By which names the diagnostics API may be asked.
///
/// A page on `evil.example` can let its own name point to this machine and then read our answers as its own (DNS
/// rebinding). Its requests still carry its name in the Host header, so only names that are surely ours are answered.
/// An address is no name: nobody else can make it point here.
final class HostRule {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names;

    HostRule(Set<String> furtherNames, InetSocketAddress bound) {
        names = Stream.of(LOCAL.stream(), furtherNames.stream(), Stream.of(bound.getHostString(), literal(bound)))
                .flatMap(each -> each)
                .map(HostRule::plain)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// @param hosts the request's Host headers; one is expected
    /// @param receivedAt the address of ours at which the request came
    boolean allows(@Nullable List<String> hosts, InetSocketAddress receivedAt) {
        if (hosts == null || hosts.size() != 1) {
            return false;
        }
        String name = plain(withoutPort(hosts.getFirst()));
        return names.contains(name) || name.equals(plain(literal(receivedAt)));
    }

    private static String literal(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        // "localhost." is the same name, written as fully qualified. IPv6 is compared in the JDK's spelling.
        String plain = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return plain.equals("[0:0:0:0:0:0:0:1]") ? "[::1]" : plain;
    }
}
