package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;

import dev.holdfast.clinic.part.HaProxy;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Boxes in between that cut connections off, all together or one by one.
final class ProxyCases {
    private ProxyCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.PROXY_IDLE_TIMEOUT, "nginx", trial -> {
                            Server server = trial.development().withoutPings().start();
                            Nginx nginx = trial.nginx(server.address(), Nginx.UPGRADE + "proxy_read_timeout 1s;");
                            return cutThree(trial, server, nginx.address());
                        })
                        .needing(Need.NGINX),
                hit(Cause.PROXY_IDLE_TIMEOUT, "HAProxy", trial -> {
                            Server server = trial.development().withoutPings().start();
                            HaProxy proxy = trial.haproxy(server.address(), "timeout client 1s\ntimeout server 1s");
                            return cutThree(trial, server, proxy.address());
                        })
                        .needing(Need.HAPROXY));
    }

    /// Connections that begin at different times and talk for different times, so that silence is told from age. nginx
    /// sets a
    /// timer anew only when that makes a difference of 300 ms, so messages are further apart.
    private static Said cutThree(Trial trial, Server server, InetSocketAddress proxy) throws Exception {
        for (int i = 0; i < 4; i++) {
            RawClient client = trial.raw(proxy);
            client.upgrade();
            for (int message = 0; message <= i; message++) {
                Patience.pause(Duration.ofMillis(350));
                client.text("hello");
                client.read();
            }
        }
        server.diagnostics().ends(4);
        return Said.of("end", server.diagnostics().ends().getFirst());
    }
}
