package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.Handler;
import java.util.List;
import java.util.Set;

/// Clients that send too much, too often or too slowly, and such as don't take what is sent to them.
final class FloodCases {
    private static final String AND_LEAVES = " socket.close(1000);";

    /// Sends four megabytes for each message, as fast as it can.
    private static final Handler PLENTY = (connection, _) -> {
        byte[] piece = new byte[32 * 1024];
        for (int i = 0; i < 128 && connection.isOpen(); i++) {
            connection.send(piece);
        }
    };

    /// More than both kernels hold for a client that does not read.
    private static final Handler ENDLESS = (connection, _) -> {
        byte[] piece = new byte[32 * 1024];
        for (int i = 0; i < 2_000 && connection.isOpen(); i++) {
            connection.send(piece);
        }
    };

    /// A little, and never more at a time than the client takes.
    private static final Handler CONSIDERATE = (connection, _) -> {
        byte[] piece = new byte[32 * 1024];
        for (int i = 0; i < 16 && connection.awaitWritable(); i++) {
            connection.send(piece);
        }
    };

    private FloodCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(
                                Cause.FRAGMENT_FLOOD,
                                "Node ws",
                                trial -> Clients.node(
                                        trial,
                                        trial.development()
                                                .with("limits.fragments", "100")
                                                .start(),
                                        "",
                                        "for (let i = 0; i < 101; i++) socket.send('x', { fin: i === 100 });"))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.FRAGMENT_FLOOD,
                                "Node ws",
                                "as many as may be",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development()
                                                .with("limits.fragments", "100")
                                                .start(),
                                        "",
                                        "for (let i = 0; i < 100; i++) socket.send('x', { fin: i === 99 });"
                                                + AND_LEAVES))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.FRAGMENT_FLOOD,
                                "Node ws",
                                "a few large ones",
                                Set.of(Cause.MESSAGE_TOO_BIG),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "for (let i = 0; i < 9; i++) socket.send('x'.repeat(8192), { fin: i === 8 });"))
                        .needing(Need.NODE),
                hit(
                                Cause.MESSAGE_TIMEOUT,
                                "Node ws",
                                trial -> Clients.node(
                                        trial, shortMessages(trial), "", "socket.send('half', { fin: false });"))
                        .needing(Need.NODE),
                hit(Cause.MESSAGE_TIMEOUT, "python-websockets", trial -> {
                            Server server = shortMessages(trial);
                            Clients.python(trial, server.address(), "", """
                                    async def parts():
                                        yield "one"
                                        yield "two"
                                        await asyncio.sleep(20)
                                    await socket.send(parts())
                                    """);
                            return Clients.end(server);
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.MESSAGE_TIMEOUT,
                                "Node ws",
                                "silence between messages",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        shortMessages(trial),
                                        "",
                                        "socket.send('a whole one'); await later(1200);" + AND_LEAVES))
                        .needing(Need.NODE),
                hit(
                                Cause.CONTROL_FLOOD,
                                "Node ws",
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "for (let i = 0; i < 500; i++) socket.ping();"))
                        .needing(Need.NODE),
                hit(Cause.CONTROL_FLOOD, "python-websockets", trial -> {
                            Server server = trial.development().start();
                            Clients.python(trial, server.address(), "", """
                                    for _ in range(500):
                                        await socket.pong()
                                    """);
                            return Clients.end(server);
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.CONTROL_FLOOD,
                                "Node ws",
                                "as many as may come at once",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "for (let i = 0; i < 99; i++) socket.ping();" + AND_LEAVES))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.CONTROL_FLOOD,
                                "Node ws",
                                "as many messages in place of pings",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "for (let i = 0; i < 500; i++) socket.send('ping');" + AND_LEAVES))
                        .needing(Need.NODE),
                hit(
                                Cause.RATE_LIMITED,
                                "Chromium",
                                trial -> Clients.chromium(
                                        trial,
                                        limited(trial),
                                        "",
                                        "for (let i = 0; i < 200; i++) socket.send('again');"))
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(
                                Cause.RATE_LIMITED,
                                "Node ws",
                                trial -> Clients.node(
                                        trial,
                                        limited(trial),
                                        "",
                                        "for (let i = 0; i < 200; i++) socket.send('again');"))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.RATE_LIMITED,
                                "Node ws",
                                "a burst that may be",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        limited(trial),
                                        "",
                                        "for (let i = 0; i < 19; i++) socket.send('again');" + AND_LEAVES))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.RATE_LIMITED,
                                "Node ws",
                                "pings, which are counted apart",
                                Set.of(Cause.CONTROL_FLOOD),
                                trial -> Clients.node(
                                        trial, limited(trial), "", "for (let i = 0; i < 500; i++) socket.ping();"))
                        .needing(Need.NODE),
                hit(Cause.SLOW_CONSUMER, "Node ws", FloodCases::pausedNode).needing(Need.NODE),
                hit(Cause.SLOW_CONSUMER, "python-websockets", FloodCases::frozenPython)
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.SLOW_CONSUMER,
                                "Node ws",
                                "a thin line and a sender that waits",
                                Set.of(Cause.CLIENT_LEFT),
                                FloodCases::thinLine)
                        .needing(Need.NODE),
                nearMiss(
                                Cause.SLOW_CONSUMER,
                                "Node ws",
                                "one that reads as fast as it can",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Server server = trial.development()
                                            .with("limits.outbound-queue-bytes", "16MiB")
                                            .serving(PLENTY)
                                            .start();
                                    return Clients.node(trial, server, "", """
                                            let taken = 0;
                                            socket.on("message", () => { if (++taken === 128) socket.close(1000); });
                                            socket.send("more");
                                            """);
                                })
                        .needing(Need.NODE));
    }

    private static Server shortMessages(Trial trial) throws Exception {
        return trial.development().with("limits.message-timeout", "500ms").start();
    }

    private static Server limited(Trial trial) throws Exception {
        return trial.development()
                .with("limits.messages-per-second", "10")
                .with("limits.message-burst", "20")
                .start();
    }

    private static Said pausedNode(Trial trial) throws Exception {
        Server server = trial.development()
                .with("limits.outbound-queue-age", "300ms")
                .serving(ENDLESS)
                .start();
        trial.node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1]);
                socket.on("error", () => {});
                socket.on("open", () => { socket.send("more"); socket.pause(); console.log("paused"); });
                setTimeout(() => {}, 60_000);
                """, Trial.ws(server.address())).says("paused");
        return Clients.end(server);
    }

    /// Stopped as a whole, so that its kernel takes what fits and then says so.
    private static Said frozenPython(Trial trial) throws Exception {
        Server server = trial.development().serving(ENDLESS).start();
        Child python = trial.python("""
                import asyncio, sys, websockets
                async def main():
                    async with websockets.connect(sys.argv[1], max_queue=1) as socket:
                        await socket.send("more")
                        print("asked")
                        await asyncio.sleep(60)
                asyncio.run(main())
                """, Trial.ws(server.address())).says("asked");
        python.signal("STOP");
        return Clients.end(server);
    }

    private static Said thinLine(Trial trial) throws Exception {
        Server server = trial.development()
                .with("limits.outbound-queue-age", "5s")
                .serving(CONSIDERATE)
                .start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("narrow"));
        Clients.node(trial, relay.address(), "", """
                let taken = 0;
                socket.on("message", () => { if (++taken === 2) socket.close(1000); });
                socket.send("more");
                """);
        return Clients.end(server);
    }
}
