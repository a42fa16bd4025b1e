package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Boxes in between that cut connections off one by one, at a silence or at an age.
final class CutOffCases {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /// Talkers pause for less than the limit, and for longer than 300 ms: nginx sets a timer anew only when that makes
    /// so much of a difference.
    private static final Duration PAUSE = Duration.ofMillis(400);

    /// On a busy machine some cuts come late, and no two of these are equal to the others then.
    private static final int MANY = 8;

    private static final Duration APART = Duration.ofMillis(120);

    private static final String HAPROXY_LIMIT = "timeout client 2s\ntimeout server 2s\ntimeout tunnel 2s";

    private CutOffCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.PROXY_IDLE_TIMEOUT, "nginx", trial -> {
                            Server server = trial.development().withoutPings().start();
                            Nginx nginx = trial.nginx(server.address(), Nginx.UPGRADE + "proxy_read_timeout 2s;");
                            return cutWhenSilent(trial, server, nginx.address(), LIMIT);
                        })
                        .needing(Need.NGINX),
                hit(Cause.PROXY_IDLE_TIMEOUT, "HAProxy", trial -> {
                            Server server = trial.development().withoutPings().start();
                            return cutWhenSilent(
                                    trial,
                                    server,
                                    trial.haproxy(server.address(), HAPROXY_LIMIT)
                                            .address(),
                                    LIMIT);
                        })
                        .needing(Need.HAPROXY),
                // Busy ones are cut as well, so it is not silence that is counted.
                nearMiss(
                        Cause.PROXY_IDLE_TIMEOUT,
                        "fault relay",
                        "a limit of age",
                        Set.of(Cause.MAX_LIFETIME),
                        CutOffCases::cutAtAnAge),
                // Each was lost after another silence: nothing is equal, and nobody said anything.
                nearMiss(
                                Cause.PROXY_IDLE_TIMEOUT,
                                "Node ws",
                                "clients killed one by one",
                                Set.of(Cause.UNEXPLAINED),
                                CutOffCases::killedOneByOne)
                        .needing(Need.NODE),
                hit(Cause.MAX_LIFETIME, "fault relay", CutOffCases::cutAtAnAge),
                nearMiss(Cause.MAX_LIFETIME, "nginx", "an idle limit", Set.of(Cause.PROXY_IDLE_TIMEOUT), trial -> {
                            Server server = trial.development().withoutPings().start();
                            Nginx nginx = trial.nginx(server.address(), Nginx.UPGRADE + "proxy_read_timeout 2s;");
                            return cutWhenSilent(trial, server, nginx.address(), LIMIT);
                        })
                        .needing(Need.NGINX),
                // Pings go out between 1.98 s and 2.2 s of silence: now and then one is in time, and mostly not.
                hit(Cause.HEARTBEAT_NOT_BELOW_IDLE, "nginx", trial -> {
                            Server server = racing(trial);
                            Nginx nginx = trial.nginx(server.address(), Nginx.UPGRADE + "proxy_read_timeout 2s;");
                            return cutWhenSilent(trial, server, nginx.address(), LIMIT);
                        })
                        .needing(Need.NGINX),
                hit(Cause.HEARTBEAT_NOT_BELOW_IDLE, "HAProxy", trial -> {
                            Server server = racing(trial);
                            return cutWhenSilent(
                                    trial,
                                    server,
                                    trial.haproxy(server.address(), HAPROXY_LIMIT)
                                            .address(),
                                    LIMIT);
                        })
                        .needing(Need.HAPROXY),
                nearMiss(
                        Cause.HEARTBEAT_NOT_BELOW_IDLE,
                        "fault relay",
                        "pings that a busy client keeps from being sent",
                        Set.of(Cause.PROXY_IDLE_TIMEOUT),
                        CutOffCases::silentServerBusyClients));
    }

    private static Server racing(Trial trial) throws Exception {
        return trial.development()
                .pinging(Duration.ofMillis(2200), Duration.ofSeconds(5))
                .start();
    }

    private static Said cutWhenSilent(Trial trial, Server server, InetSocketAddress proxy, Duration limit)
            throws Exception {
        // A server's first answer may take so long on a busy machine that a proxy with a short limit gives it up.
        trial.with(Talker.connect(server.address()));
        return Crowd.cutOff(server.diagnostics(), limit, () -> {
            Crowd.connect(trial, proxy, MANY).talk(PAUSE).join();
            return MANY;
        });
    }

    /// Half of them talk all the time.
    private static Said cutAtAnAge(Trial trial) throws Exception {
        Server server = trial.development().withoutPings().start();
        InetSocketAddress box = trial.relay(
                        server.address(), Faults.named("age-limit").after(LIMIT))
                .address();
        return Crowd.cutOff(server.diagnostics(), LIMIT, () -> {
            Crowd.connect(trial, box, MANY).talkOn(PAUSE);
            return MANY;
        });
    }

    /// A box that counts what the server sends. These clients talk, so that they need no ping, and get no answer after
    /// their first messages.
    private static Said silentServerBusyClients(Trial trial) throws Exception {
        Server server = trial.development()
                .pinging(Duration.ofSeconds(1), Duration.ofSeconds(5))
                .serving((connection, message) -> {
                    if (message.text().equals("answer")) {
                        connection.send(message);
                    }
                })
                .start();
        InetSocketAddress box = trial.relay(
                        server.address(), Faults.named("server-silence-limit").after(LIMIT))
                .address();
        return Crowd.cutOff(server.diagnostics(), LIMIT, () -> {
            for (int i = 0; i < MANY; i++) {
                int answers = 1 + i % 3;
                Talker talker = trial.with(Talker.connect(box));
                Thread.ofVirtual().start(() -> insist(talker, answers));
                Patience.pause(APART);
            }
            return MANY;
        });
    }

    /// Talks until it is cut off.
    private static void insist(Talker talker, int answers) {
        try {
            for (int message = 0; ; message++) {
                talker.say(message < answers ? "answer" : "hello");
                Patience.pause(PAUSE);
            }
        } catch (IOException | InterruptedException _) {
            // it was cut off
        }
    }

    private static Said killedOneByOne(Trial trial) throws Exception {
        Server server = trial.development().withoutPings().start();
        Crowd.inOneProcess(trial, server.address(), 1).kill();
        Crowd.inOneProcess(trial, server.address(), 1).kill();
        Crowd.inOneProcess(trial, server.address(), 1).kill();
        return Said.of("end", server.diagnostics().ends(3).getLast());
    }
}
