package dev.holdfast.clinic.part;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// nginx as a reverse proxy on a port of its own.
public final class Nginx extends Child {
    /// The three lines without which it forwards no upgrade.
    public static final String UPGRADE = """
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            """;

    private final InetSocketAddress address;

    private Nginx(Path folder, InetSocketAddress address) throws Exception {
        super(folder, List.of("nginx", "-p", folder.toString(), "-c", "nginx.conf", "-g", "daemon off;"), Map.of());
        this.address = address;
    }

    /// @param folder empty
    /// @param server where it passes requests on to
    /// @param inLocation directives of its one location
    public static Nginx start(Path folder, InetSocketAddress server, String inLocation) throws Exception {
        InetSocketAddress address = FreePort.take();
        Files.writeString(folder.resolve("nginx.conf"), """
                %s
                worker_processes 1;
                worker_shutdown_timeout 1s;
                pid nginx.pid;
                error_log error.log info;
                events { worker_connections 2000; }
                http {
                  access_log access.log;
                  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      proxy_pass http://%s:%d;
                      %s
                    }
                  }
                }
                """.formatted(
                        System.getProperty("user.name").equals("root") ? "user root;" : "",
                        address.getPort(),
                        server.getAddress().getHostAddress(),
                        server.getPort(),
                        inLocation));
        Nginx nginx = new Nginx(folder, address);
        boolean listening = false;
        try {
            FreePort.await(address, nginx);
            listening = true;
        } finally {
            if (!listening) {
                nginx.close();
            }
        }
        return nginx;
    }

    public InetSocketAddress address() {
        return address;
    }

    /// Reads its configuration anew, as after a change: old workers end a second later, with all their connections.
    public void reload() throws Exception {
        signal("HUP");
    }
}
