package dev.holdfast.clinic.part;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// HAProxy as a reverse proxy on a port of its own.
public final class HaProxy extends Child {
    private final InetSocketAddress address;

    private HaProxy(Path folder, InetSocketAddress address) throws Exception {
        super(
                folder,
                List.of("haproxy", "-db", "-f", folder.resolve("haproxy.cfg").toString()),
                Map.of());
        this.address = address;
    }

    /// @param folder empty
    /// @param server where it passes requests on to
    /// @param inDefaults lines of its `defaults` section
    /// @param inFrontend further lines of its one `frontend` section; may be empty
    public static HaProxy start(Path folder, InetSocketAddress server, String inDefaults, String inFrontend)
            throws Exception {
        InetSocketAddress address = FreePort.take();
        Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                  maxconn 2000
                defaults
                  mode http
                  timeout connect 5s
                %s
                frontend public
                  bind 127.0.0.1:%d
                %s
                  default_backend holdfast
                backend holdfast
                  server one %s:%d
                """.formatted(
                        inDefaults.strip().indent(2).stripTrailing(),
                        address.getPort(),
                        inFrontend.strip().indent(2).stripTrailing(),
                        server.getAddress().getHostAddress(),
                        server.getPort()));
        HaProxy proxy = new HaProxy(folder, address);
        boolean listening = false;
        try {
            FreePort.await(address, proxy);
            listening = true;
        } finally {
            if (!listening) {
                proxy.close();
            }
        }
        return proxy;
    }

    public InetSocketAddress address() {
        return address;
    }
}
