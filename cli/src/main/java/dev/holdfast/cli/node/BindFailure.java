package dev.holdfast.cli.node;

import dev.holdfast.cli.config.bind.AddressText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/// Why an address can't be listened on, and what to do about it.
final class BindFailure {
    private BindFailure() {}

    /// The operating system's reason comes only as the text of an exception.
    static String sentence(InetSocketAddress address, IOException failure) {
        String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        int port = address.getPort();
        if (reason.contains("in use")) {
            return "The port " + port
                    + " is taken by another program: stop that one, or choose another port with --port"
                    + " (0 takes a free one).";
        }
        if (reason.contains("denied") || reason.contains("not permitted")) {
            return "This user may not listen on port " + port + ": choose one above 1023 with --port.";
        }
        if (reason.contains("assign")) {
            return "This machine has no address " + AddressText.of(address)
                    + ": set listen to one it has, or to 0.0.0.0:" + port + ".";
        }
        return "It is not possible to listen on " + AddressText.of(address) + " (" + failure.getMessage()
                + "): choose another address with listen or another port with --port.";
    }
}
