package dev.holdfast.clinic.cases;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Diagnostics;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Connections of many clients, for what shows in many ends only. They begin at different times and talk for different
/// times, so that no two have the same age or the same silence by themselves.
final class Crowd {
    /// Ends that are closer together count as one, because one event may have made them equal.
    private static final Duration APART = Duration.ofMillis(120);

    private static final int ROUNDS = 4;

    /// What an incident shows is told of its ends right after it.
    private static final Duration SOON = Duration.ofSeconds(5);

    private final List<Talker> talkers;
    private final List<Thread> threads = new ArrayList<>();

    private Crowd(List<Talker> talkers) {
        this.talkers = talkers;
    }

    /// @param headers of their handshakes
    static Crowd connect(Trial trial, InetSocketAddress server, int many, String... headers) throws Exception {
        return connect(trial, server, many, APART, headers);
    }

    static Crowd connect(Trial trial, InetSocketAddress server, int many, Duration apart, String... headers)
            throws Exception {
        List<Talker> talkers = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            talkers.add(trial.with(Talker.connect(server, headers)));
            Patience.pause(apart);
        }
        return new Crowd(talkers);
    }

    List<Talker> talkers() {
        return talkers;
    }

    /// Each says one to three messages, so far apart, and then falls silent. None is silent from its beginning: a box
    /// that is busy with that has our 101 later than we sent it.
    Crowd talk(Duration pause) {
        for (int i = 0; i < talkers.size(); i++) {
            say(i, 1 + i % 3, pause);
        }
        return this;
    }

    /// Every other one talks until it is cut off, the others say one message.
    Crowd talkOn(Duration pause) {
        for (int i = 0; i < talkers.size(); i++) {
            say(i, i % 2 == 0 ? 1000 : 1, pause);
        }
        return this;
    }

    private void say(int who, int messages, Duration pause) {
        Talker talker = talkers.get(who);
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                Patience.pause(APART.multipliedBy(who));
                for (int message = 0; message < messages; message++) {
                    talker.say("hello");
                    Patience.pause(pause);
                }
            } catch (IOException | InterruptedException _) {
                // it was cut off
            }
        }));
    }

    /// Waits until all have said what they say.
    void join() throws InterruptedException {
        for (Thread each : threads) {
            each.join();
        }
    }

    /// Connections of one program, which is killed, frozen or told to leave (`leave`) as one.
    static Child inOneProcess(Trial trial, InetSocketAddress server, int many) throws Exception {
        return trial.node("""
                import WebSocket from "ws";
                import { createInterface } from "node:readline";
                const sockets = [];
                let open = 0;
                for (let i = 0; i < Number(process.argv[2]); i++) {
                  const socket = new WebSocket(process.argv[1]);
                  socket.on("open", () => { if (++open === sockets.length) console.log("open"); });
                  socket.on("error", () => {});
                  sockets.push(socket);
                }
                createInterface({ input: process.stdin }).on("line", (code) =>
                  sockets.forEach((socket) => socket.close(code ? Number(code) : undefined)));
                """, Trial.ws(server), many).says("open");
    }

    /// Something that brings connections, all of which will be cut off.
    @FunctionalInterface
    interface Wave {
        /// @return how many will end
        int come() throws Exception;
    }

    /// What is said of a connection that was cut off like others. More of them come until the limit shows: a box cuts
    /// whoever comes, and on a busy machine its timers and ours may be too late to be equal. Of the first one where
    /// nothing was noticed.
    static Said cutOff(Diagnostics diagnostics, Duration limit, Wave wave) throws Exception {
        int expected = 0;
        for (int round = 0; round < ROUNDS; round++) {
            expected += wave.come();
            int ends = expected;
            Patience.until(
                    ends + " ends",
                    limit.plus(Patience.USUAL),
                    () -> Optional.of(diagnostics.ends()).filter(all -> all.size() >= ends));
            for (JsonNode incident : diagnostics.incidents()) {
                if (incident.path("kind").asString().equals("cut-off")) {
                    String example = incident.path("connections").path(0).asString();
                    return explainedAgain(diagnostics, example);
                }
            }
        }
        return Said.of("end", diagnostics.ends().getFirst());
    }

    /// An end as it stands when it was explained again with what others show of it. Where that does not come, as it is.
    static Said explainedAgain(Diagnostics diagnostics, String connectionId) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        JsonNode end = diagnostics.end(connectionId);
        while (end.path("explanation").path("cause").asString().equals("unexplained") && System.nanoTime() < deadline) {
            Patience.pause(Duration.ofMillis(20));
            end = diagnostics.end(connectionId);
        }
        return Said.of("end", end);
    }

    /// An end as it stands when something was learned of it afterwards.
    static Said withFact(Diagnostics diagnostics, String connectionId, String fact) throws Exception {
        JsonNode learned = Patience.until("the fact " + fact, () -> {
            JsonNode end = diagnostics.end(connectionId);
            return end.path("timeline").toString().contains("\"" + fact + "\"") ? Optional.of(end) : Optional.empty();
        });
        return Said.of("end", learned);
    }
}
