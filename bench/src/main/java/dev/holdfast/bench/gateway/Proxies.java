package dev.holdfast.bench.gateway;

import dev.holdfast.bench.load.LoadFailedException;
import dev.holdfast.bench.proc.Jvm;
import dev.holdfast.bench.proc.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts each proxy before the backend, with the settings that the page shows: as many workers as there are cores, no
/// buffer, timer or option that is not needed to pass WebSocket on, and limits that don't bite.
final class Proxies {
    private static final String HOLDFAST = "dev.holdfast.cli.Main";
    private static final String ECHO = "dev.holdfast.bench.peer.StockEcho";

    private final Jvm jvm;
    private final int workers;

    Proxies(Jvm jvm, int workers) {
        this.jvm = jvm;
        this.workers = workers;
    }

    /// The backend of all: an echo on Netty's stock handlers.
    RunningServer backend(Path directory) {
        return RunningServer.start("backend", jvm.command(backendArguments()), directory);
    }

    /// @param way a proxy
    /// @param jvm how it is run if it is the one in Java
    RunningServer start(Way way, URI backend, Path directory, Jvm jvm) {
        return switch (way) {
            case HOLDFAST ->
                RunningServer.start(way.id(), jvm.command(gatewayArguments(backend.getAuthority())), directory);
            case NGINX -> configured(way, backend, directory, "nginx", "-p", ".", "-e", "stderr", "-c");
            case NGINX_LOGGING -> configured(way, backend, directory, "nginx", "-p", ".", "-e", "stderr", "-c");
            case HAPROXY -> configured(way, backend, directory, "haproxy", "-db", "-f");
            case DIRECT -> throw new IllegalArgumentException("there is no proxy to start");
        };
    }

    private RunningServer configured(Way way, URI backend, Path directory, String program, String... options) {
        try {
            int port = freePort();
            Path file = directory.resolve(way.id() + ".conf");
            Files.writeString(file, configuration(way, Integer.toString(port), backend.getAuthority()));
            List<String> command = new ArrayList<>();
            command.add(Programs.find(program)
                    .orElseThrow(() -> new LoadFailedException(program + " is not installed"))
                    .toString());
            command.addAll(List.of(options));
            command.add(file.toString());
            return RunningServer.startAt(URI.create("ws://127.0.0.1:" + port), way.id(), command, directory);
        } catch (IOException e) {
            throw new LoadFailedException(way.id() + " can't be configured: " + e.getMessage(), e);
        }
    }

    /// Neither takes port 0.
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    String configuration(Way way, String port, String backend) {
        return switch (way) {
            case NGINX -> nginx(port, backend, "off");
            case NGINX_LOGGING -> nginx(port, backend, "access.log");
            case HAPROXY -> haproxy(port, backend);
            case HOLDFAST, DIRECT -> throw new IllegalArgumentException(way + " has no file");
        };
    }

    private String nginx(String port, String backend, String log) {
        return """
                daemon off;
                pid nginx.pid;
                worker_processes %d;
                worker_rlimit_nofile 20000;
                events {
                    worker_connections 16384;
                }
                http {
                    access_log %s;
                    client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
                    server {
                        listen 127.0.0.1:%s reuseport backlog=4096;
                        location / {
                            proxy_pass http://%s;
                            proxy_http_version 1.1;
                            proxy_set_header Host $http_host;
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection "upgrade";
                            proxy_read_timeout 1h;
                        }
                    }
                }
                """.formatted(workers, log, port, backend);
    }

    private String haproxy(String port, String backend) {
        return """
                global
                    nbthread %d
                    maxconn 9000
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                    timeout tunnel 1h
                listen echo
                    bind 127.0.0.1:%s
                    server backend %s
                """.formatted(workers, port, backend);
    }

    List<String> gatewayArguments(String backend) {
        return List.of(
                HOLDFAST,
                "proxy",
                "--to",
                "ws://" + backend,
                "--port",
                "0",
                "--admin-port",
                "0",
                "--log-file",
                "backend.log");
    }

    List<String> backendArguments() {
        return List.of(ECHO, "FLUSH_PER_READ");
    }
}
