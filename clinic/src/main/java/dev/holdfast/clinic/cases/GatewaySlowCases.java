package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.part.RawBackend;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/// Clients and backends on either side of a gateway that do not take what the other sends.
final class GatewaySlowCases {
    /// Sends as fast as it can, and gives up when much waited for so long: by a reset, because a FIN would
    /// wait behind what nobody reads.
    static final String FEEDING = """
            const much = Buffer.alloc(65536);
            let behind = 0;
            const feed = setInterval(() => {
              if (socket.bufferedAmount < 1000000) {
                behind = 0;
                for (let i = 0; i < 20; i++) socket.send(much);
              } else if (Date.now() - (behind ||= Date.now()) > 2500) {
                clearInterval(feed);
                socket._socket.resetAndDestroy();
              }
            }, 10);
            socket.on("close", () => clearInterval(feed));
            """;

    /// The same, in Python.
    static final String FEEDING_PYTHON = """
            socket.transport.get_extra_info("socket").setsockopt(
                tcp.SOL_SOCKET, tcp.SO_LINGER, struct.pack("ii", 1, 0))
            while True:
                try:
                    await asyncio.wait_for(socket.send(bytes(65536)), 2.5)
                except asyncio.TimeoutError:
                    socket.transport.abort()
                    return
            """;

    private static final String FEEDING_CLIENT = """
            import WebSocket from "ws";
            const socket = new WebSocket(process.argv[1], { perMessageDeflate: false });
            socket.on("error", () => {});
            socket.on("close", () => console.log("closed"));
            socket.on("open", () => { %s });
            """;

    private GatewaySlowCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.SLOW_CONSUMER, "raw client, Node ws behind the gateway", trial -> {
                            Server gateway = trial.gateway(
                                            Backends.node(trial, "", FEEDING).address())
                                    .start();
                            trial.raw(gateway.address()).upgrade();
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.NODE),
                hit(Cause.SLOW_CONSUMER, "raw client, python-websockets behind the gateway", trial -> {
                            ScriptedBackend backend = Backends.python(trial, FEEDING_PYTHON, "");
                            return Way.to(trial, backend.address()).waited();
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(
                                Cause.SLOW_CONSUMER,
                                "Node ws, raw backend that does not read",
                                trial -> feedingClient(
                                        trial,
                                        trial.with(RawBackend.start(RawBackend.Exchange::upgrade))
                                                .address()))
                        .needing(Need.NODE),
                hit(Cause.SLOW_CONSUMER, "Node ws, python-websockets whose loop is blocked", trial -> {
                            ScriptedBackend backend = Backends.python(trial, "await socket.recv()\ntime.sleep(20)", "");
                            return feedingClient(trial, backend.address());
                        })
                        .needing(Need.NODE, Need.PYTHON_WEBSOCKETS),
                // It reads as fast as it is sent, and is dropped all the same.
                nearMiss(
                                Cause.SLOW_CONSUMER,
                                "Node ws",
                                "much for a client behind the gateway that takes it",
                                Set.of(Cause.UNEXPLAINED),
                                trial -> {
                                    Server gateway = trial.gateway(Backends.node(trial, "", """
                                                    for (let i = 0; i < 300; i++) socket.send(Buffer.alloc(65536));
                                                    setTimeout(() => socket._socket.resetAndDestroy(), 2500);
                                                    """)
                                                    .address())
                                            .start();
                                    trial.with(Talker.connect(gateway.address()));
                                    return Said.of("end", gateway.diagnostics().end());
                                })
                        .needing(Need.NODE));
    }

    private static Said feedingClient(Trial trial, InetSocketAddress backend) throws Exception {
        return feeding(Way.to(trial, backend));
    }

    static Said feeding(Way way) throws Exception {
        way.node(FEEDING_CLIENT.formatted(FEEDING)).says("closed");
        return way.end();
    }
}
