package dev.holdfast.clinic.cases;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Diagnostics;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Traffic of all kinds in which nothing is wrong: then nothing may be said to be.
final class HealthyCases {
    /// Half of its connections stay, half close in order after 6 to 16 s and come back; a third of them talks.
    private static final String NODE_CLIENTS = """
            import WebSocket from "ws";
            import { createInterface } from "node:readline";
            const [url, many] = process.argv.slice(1);
            const live = new Set();
            let leaving = false;
            const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
            async function client(i) {
              while (!leaving) {
                const socket = new WebSocket(url);
                const over = new Promise((done) => socket.on("close", done));
                socket.on("error", (error) => console.log("trouble", error.message));
                await Promise.race([over, new Promise((done) => socket.on("open", done))]);
                live.add(socket);
                if (leaving) { socket.close(1000); }
                const talk = i % 3 === 0 ? setInterval(() => socket.send("hello"), 700) : undefined;
                if (i % 2 === 1) {
                  await Promise.race([over, later(6_000 + Math.random() * 10_000)]);
                  clearInterval(talk);
                  i % 4 === 1 ? socket.close() : socket.close(4000, "done");
                }
                await over;
                clearInterval(talk);
                live.delete(socket);
                if (!leaving) { await later(500 + Math.random() * 3_000); }
              }
            }
            const all = [];
            for (let i = 0; i < Number(many); i++) { all.push(client(i)); await later(10); }
            console.log("all");
            createInterface({ input: process.stdin }).on("line", () => {
              leaving = true;
              live.forEach((socket) => socket.close(1000));
              Promise.all(all).then(() => console.log("left"));
            });
            """;

    private static final String PYTHON_CLIENTS = """
            import asyncio, random, sys, websockets
            url, many = sys.argv[1], int(sys.argv[2])
            leaving = asyncio.Event()
            async def talk(socket):
                while True:
                    await socket.send("hello")
                    await socket.recv()
                    await asyncio.sleep(0.7)
            async def client(i):
                while not leaving.is_set():
                    socket = await websockets.connect(url)
                    talking = asyncio.create_task(talk(socket)) if i % 3 == 0 else None
                    stay = random.uniform(6, 16) if i % 2 else 3600
                    try:
                        await asyncio.wait_for(leaving.wait(), stay)
                    except asyncio.TimeoutError:
                        pass
                    if talking:
                        talking.cancel()
                    await socket.close()
                    if not leaving.is_set():
                        await asyncio.sleep(random.uniform(0.5, 3.5))
            async def main():
                all = []
                for i in range(many):
                    all.append(asyncio.create_task(client(i)))
                    await asyncio.sleep(0.01)
                print("all")
                await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
                leaving.set()
                await asyncio.gather(*all)
                print("left")
            asyncio.run(main())
            """;

    /// Two connections of a page, one of which talks.
    private static final String PAGE = """
            Promise.all([0, 1].map((i) => new Promise((done, failed) => {
              const socket = new WebSocket('%s');
              socket.onopen = done;
              socket.onerror = failed;
              if (i) { setInterval(() => socket.send('hello'), 900); }
            })))
            """;

    private static final int SOCKETS_OF_A_PAGE = 2;

    private HealthyCases() {}

    static List<ClinicCase> all() {
        return List.of(
                healthy("150 connections for a minute", 150, 5, Duration.ofMinutes(1))
                        .within(240)
                        .atMost(3),
                healthy("500 connections for ten minutes", 500, 15, Duration.ofMinutes(10))
                        .within(900)
                        .atMost(1));
    }

    private static ClinicCase healthy(String what, int connections, int pages, Duration time) {
        return ClinicCase.healthy(
                        "Chromium, Node ws, python-websockets, raw clients",
                        what,
                        trial -> play(trial, connections, pages, time))
                .needing(Need.CHROMIUM, Need.NODE, Need.PYTHON_WEBSOCKETS);
    }

    /// @param connections at most at a time
    /// @param pages of them in browsers
    private static Said play(Trial trial, int connections, int pages, Duration time) throws Exception {
        // Pings, and answers to them, are part of it.
        Server server = trial.development()
                .pinging(Duration.ofSeconds(5), Duration.ofSeconds(10))
                .start();
        int each = (connections - SOCKETS_OF_A_PAGE * pages) / 3;
        long end = System.nanoTime() + time.toNanos();
        Child node = trial.node(NODE_CLIENTS, Trial.ws(server.address()), each);
        Child python = trial.python(PYTHON_CLIENTS, Trial.ws(server.address()), each);
        List<Talker> talkers = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            talkers.add(trial.with(Talker.connect(server.address())));
        }
        node.says("all");
        python.says("all");
        Thread talk = Thread.ofVirtual().start(() -> talk(talkers));
        browse(trial, server.address(), pages, end);
        talk.interrupt();
        talk.join();
        node.tell("leave").says("left");
        python.tell("leave").says("left");
        for (Talker talker : talkers) {
            talker.leave(1000);
        }
        server.diagnostics().open(0);
        return judged(server.diagnostics());
    }

    /// Every third one says something now and then.
    private static void talk(List<Talker> talkers) {
        try {
            while (true) {
                for (int i = 0; i < talkers.size(); i += 3) {
                    talkers.get(i).say("hello");
                    Patience.pause(Duration.ofMillis(20));
                }
            }
        } catch (IOException | InterruptedException _) {
            // they are about to leave
        }
    }

    /// Opens pages, and closes the oldest tab for a new one now and then, until it is time to close all.
    private static void browse(Trial trial, InetSocketAddress server, int pages, long end) throws Exception {
        WebPages site = trial.pages();
        Deque<Page> open = new ArrayDeque<>();
        while (System.nanoTime() < end) {
            if (open.size() == pages) {
                // Longer than a life that a client's own loop would count as short.
                Patience.pause(Duration.ofSeconds(2));
                open.removeFirst().closeTab();
            }
            Page page = trial.chromium().open(site.at("/"));
            page.evaluate(PAGE.formatted(Trial.ws(server)));
            open.addLast(page);
        }
        Patience.pause(Duration.ofSeconds(6));
        for (Page page : open) {
            page.closeTab();
        }
    }

    private static Said judged(Diagnostics diagnostics) throws Exception {
        List<JsonNode> incidents = diagnostics.incidents();
        if (!incidents.isEmpty()) {
            return Said.of("incident", incidents.getFirst());
        }
        Optional<JsonNode> unexpected = diagnostics.ends().stream()
                .filter(end -> !end.path("explanation").path("expected").asBoolean())
                .findFirst();
        if (unexpected.isPresent()) {
            return Said.of("end", unexpected.get());
        }
        double ended = diagnostics.metric("holdfast_connections_ended_total");
        double well = diagnostics.metric("holdfast_connections_ended_total", "expected=\"true\"");
        double refused = diagnostics.metric("holdfast_handshakes_rejected_total");
        if (ended != well || refused != 0) {
            throw new IOException("found " + ended + " ends, " + well + " of them expected, and " + refused
                    + " refused handshakes: expected none but the first, and the API no longer has the others");
        }
        return Said.allWell(
                (long) ended + " ends, all of them expected, and no incident",
                diagnostics.ends().getLast());
    }
}
