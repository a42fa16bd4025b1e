package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.HaProxy;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Boxes in between that go away, with all that goes through them.
final class ProxyRestartCases {
    private static final int MANY = 30;
    private static final Duration APART = Duration.ofMillis(60);
    private static final String FORWARDED = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;";

    private ProxyRestartCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.PROXY_RELOAD, "nginx", ProxyRestartCases::nginxReloads)
                        .needing(Need.NGINX),
                hit(Cause.PROXY_RELOAD, "HAProxy", ProxyRestartCases::haproxyStops)
                        .needing(Need.HAPROXY),
                nearMiss(
                                Cause.PROXY_RELOAD,
                                "Node ws",
                                "many clients that leave together",
                                Set.of(Cause.CLIENT_LEFT),
                                ProxyRestartCases::clientsLeave)
                        .needing(Need.NODE),
                nearMiss(
                                Cause.PROXY_RELOAD,
                                "nginx",
                                "a server that drains behind a proxy",
                                Set.of(Cause.DEPLOY_OR_DRAIN),
                                ProxyRestartCases::serverDrains)
                        .needing(Need.NGINX),
                nearMiss(
                                Cause.PROXY_RELOAD,
                                "nginx",
                                "an application that closes all of them",
                                Set.of(Cause.APPLICATION_CLOSED),
                                ProxyRestartCases::applicationCloses)
                        .needing(Need.NGINX),
                hit(
                                Cause.CDN_OR_LB_MAINTENANCE,
                                "Node ws",
                                trial -> boxCloses(trial, "CloudFlare WebSocket proxy restarting", "CF-Ray"))
                        .called("as Cloudflare")
                        .needing(Need.NODE),
                // A client may say why it goes; that it restarts is its own affair where no box is near.
                nearMiss(
                                Cause.CDN_OR_LB_MAINTENANCE,
                                "Node ws",
                                "a program that says that it restarts",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> boxCloses(trial, "restarting after an update", "X-Nothing"))
                        .needing(Need.NODE));
    }

    private static Server server(Trial trial) throws Exception {
        // A mass end is judged when it is over, so a second after it.
        return trial.development()
                .withoutPings()
                .with("incidents.mass-window", "1s")
                .start();
    }

    private static Crowd crowd(Trial trial, InetSocketAddress box) throws Exception {
        Crowd crowd = Crowd.connect(trial, box, MANY, APART);
        for (int i = 0; i < MANY; i += 3) {
            crowd.talkers().get(i).say("hello");
        }
        return crowd;
    }

    private static Said nginxReloads(Trial trial) throws Exception {
        Server server = server(trial);
        Nginx nginx = trial.nginx(server.address(), Nginx.UPGRADE + FORWARDED + "proxy_read_timeout 1h;");
        crowd(trial, nginx.address());
        nginx.reload();
        return afterTheMass(server);
    }

    private static Said haproxyStops(Trial trial) throws Exception {
        Server server = server(trial);
        HaProxy proxy = trial.haproxy(
                server.address(), "timeout client 1h\ntimeout server 1h\ntimeout tunnel 1h", "option forwardfor");
        crowd(trial, proxy.address());
        proxy.signal("TERM");
        return afterTheMass(server);
    }

    /// Waits until the mass end is over: then its ends are explained.
    private static Said afterTheMass(Server server) throws Exception {
        server.diagnostics().ends(MANY);
        JsonNode mass = Patience.until(
                "the end of a mass end",
                () -> server.diagnostics().incidents().stream()
                        .filter(each -> each.path("kind").asString().equals("mass-end")
                                && !each.path("ended_at").isNull())
                        .findFirst());
        return Crowd.explainedAgain(
                server.diagnostics(), mass.path("connections").path(0).asString());
    }

    private static Said clientsLeave(Trial trial) throws Exception {
        Server server = server(trial);
        Crowd.inOneProcess(trial, server.address(), MANY).tell("1000");
        return Said.of("end", server.diagnostics().ends(MANY).getLast());
    }

    private static Said serverDrains(Trial trial) throws Exception {
        Server server = server(trial);
        Nginx nginx = trial.nginx(server.address(), Nginx.UPGRADE + FORWARDED);
        crowd(trial, nginx.address());
        server.beginDrain("SIGTERM");
        return Said.of("end", server.diagnostics().ends(MANY).getLast());
    }

    private static Said applicationCloses(Trial trial) throws Exception {
        Server server = trial.development()
                .withoutPings()
                .with("incidents.mass-window", "1s")
                .serving((connection, _) -> connection.close(4000, "over"))
                .start();
        Nginx nginx = trial.nginx(server.address(), Nginx.UPGRADE + FORWARDED);
        Crowd crowd = Crowd.connect(trial, nginx.address(), MANY, Duration.ofMillis(10));
        for (var talker : crowd.talkers()) {
            talker.say("end");
        }
        return Said.of("end", server.diagnostics().ends(MANY).getLast());
    }

    /// A box that speaks to the server for its clients, and closes with a code and a reason that no page can send.
    private static Said boxCloses(Trial trial, String reason, String header) throws Exception {
        Server server = server(trial);
        trial.node("""
                import WebSocket from "ws";
                const [url, reason, header] = process.argv.slice(1);
                const upstream = new WebSocket(url, { headers: { [header]: "8a1b2c3d4e5f6789-FRA" } });
                upstream.on("open", () => upstream.close(1001, reason));
                upstream.on("close", () => console.log("closed"));
                """, Trial.ws(server.address()), reason, header).says("closed");
        return Said.of("end", server.diagnostics().end());
    }
}
