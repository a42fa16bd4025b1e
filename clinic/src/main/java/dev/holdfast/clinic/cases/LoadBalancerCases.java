package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.HaProxy;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Program;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Load balancers and gateways of clouds, played by proxies that have their limits and leave their headers. What names
/// one is its limit, so these take as long as it.
final class LoadBalancerCases {
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final int MANY = 8;

    private LoadBalancerCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.LB_IDLE_TIMEOUT_L7, "HAProxy", LoadBalancerCases::likeAwsAlb)
                        .called("as AWS ALB")
                        .needing(Need.HAPROXY)
                        .within(280)
                        .atMost(5),
                hit(Cause.LB_IDLE_TIMEOUT_L7, "nginx", LoadBalancerCases::likeAzure)
                        .called("as Azure Application Gateway")
                        .needing(Need.NGINX)
                        .within(150),
                // Its headers are a load balancer's, and the limit is nobody's default: some box, not that one.
                nearMiss(
                        Cause.LB_IDLE_TIMEOUT_L7,
                        "fault relay",
                        "headers of a load balancer and a limit that it has not",
                        Set.of(Cause.PROXY_IDLE_TIMEOUT),
                        trial -> {
                            Server server = trial.development().withoutPings().start();
                            FaultRelay relay = trial.relay(
                                    server.address(),
                                    Faults.named("load-balancer-idle-limit").after(Duration.ofSeconds(2)));
                            return cut(trial, server, relay.address(), Duration.ofSeconds(2));
                        }),
                nearMiss(
                        Cause.API_GATEWAY_IDLE,
                        "fault relay",
                        "headers of an API gateway and a limit that it has not",
                        Set.of(Cause.PROXY_IDLE_TIMEOUT),
                        trial -> {
                            Server server = trial.development().withoutPings().start();
                            FaultRelay relay = trial.relay(
                                    server.address(),
                                    Faults.named("gateway-idle-limit").after(Duration.ofSeconds(2)));
                            return cut(trial, server, relay.address(), Duration.ofSeconds(2));
                        }),
                hit(Cause.API_GATEWAY_IDLE, "fault relay", LoadBalancerCases::apiGateway)
                        .called("ten minutes on a fast clock")
                        .needing(Need.FAKETIME)
                        .within(280)
                        .atMost(5));
    }

    private static Said likeAwsAlb(Trial trial) throws Exception {
        Server server = trial.development().withoutPings().start();
        HaProxy proxy = trial.haproxy(
                server.address(),
                "timeout client 60s\ntimeout server 60s\ntimeout tunnel 60s",
                "http-request set-header X-Amzn-Trace-Id Root=1-65f0c0de-%[rand(1000000)]");
        return cut(trial, server, proxy.address(), Duration.ofSeconds(60));
    }

    private static Said likeAzure(Trial trial) throws Exception {
        Server server = trial.development().withoutPings().start();
        Nginx nginx = trial.nginx(
                server.address(), Nginx.UPGRADE + "proxy_set_header X-Azure-Ref $request_id; proxy_read_timeout 20s;");
        return cut(trial, server, nginx.address(), Duration.ofSeconds(20));
    }

    private static Said cut(Trial trial, Server server, InetSocketAddress box, Duration limit) throws Exception {
        return Crowd.cutOff(server.diagnostics(), limit, () -> {
            Crowd.connect(trial, box, MANY).talk(PAUSE).join();
            return MANY;
        });
    }

    /// Its ten minutes are one on a server whose clock goes ten times as fast.
    private static Said apiGateway(Trial trial) throws Exception {
        Program.Ready server = trial.fastProgram(10, Duration.ofHours(1), InetAddress.getLoopbackAddress())
                .ready();
        String token = Token.of("anna")
                .expiring(Instant.now().plus(Duration.ofDays(1)))
                .signed();
        FaultRelay relay =
                trial.relay(server.address(), Faults.named("gateway-idle-limit").after(Duration.ofMinutes(1)));
        return Crowd.cutOff(server.diagnostics(), Duration.ofMinutes(1), () -> {
            Crowd.connect(trial, relay.address(), MANY, "Authorization: Bearer " + token)
                    .talk(PAUSE)
                    .join();
            return MANY;
        });
    }
}
