package dev.holdfast.cli.node;

import dev.holdfast.cli.config.bind.AddressText;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// The one line on standard output that says where everything is. Programs read it, so its form is fixed.
final class ReadyLine {
    private ReadyLine() {}

    static String of(InetSocketAddress listen, String path, InetSocketAddress admin, Path log) {
        return "Holdfast ready: ws://" + AddressText.of(listen) + path + " · diagnostics http://"
                + AddressText.of(admin) + "/ · log " + log;
    }
}
