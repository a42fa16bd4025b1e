package dev.holdfast.clinic.probe;

import dev.holdfast.doctor.probe.check.ProbeOptions;
import dev.holdfast.doctor.probe.target.Target;
import java.net.InetSocketAddress;

/// What a probe is told to look at.
final class Targets {
    private Targets() {}

    static ProbeOptions at(InetSocketAddress address) {
        return at(address, "/ws");
    }

    static ProbeOptions at(InetSocketAddress address, String path) {
        return ProbeOptions.of(
                Target.of("ws://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path));
    }
}
