package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Program;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A server that may have few files open.
final class OpenFilesCases {
    /// Enough to start with, and for some connections.
    private static final int LIMIT = 220;

    private static final String LATE = """
            import WebSocket from "ws";
            const socket = new WebSocket(process.argv[1], { handshakeTimeout: 700, headers: { "User-Agent": "late" } });
            socket.on("unexpected-response", () => console.log("over"));
            socket.on("error", () => console.log("over"));
            """;

    private OpenFilesCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.FD_EXHAUSTION, "Node ws", trial -> late(trial, program(trial, "")))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.FD_EXHAUSTION,
                                "Node ws",
                                "refused by a limit that leaves files",
                                Set.of(Cause.SERVER_CONNECTION_LIMIT),
                                trial -> late(trial, program(trial, "HOLDFAST_LIMITS_CONNECTIONS=10")))
                        .needing(Need.NODE));
    }

    private static Program program(Trial trial, String variables) throws Exception {
        return trial.program(
                List.of("sh", "-c", "ulimit -n " + LIMIT + "; " + variables + " exec \"$@\"", "sh"),
                "dev",
                "--port",
                "0",
                "--admin-port",
                "0");
    }

    /// Connects until no file is left there, or until it is refused; then comes one that gives up.
    private static Said late(Trial trial, Program program) throws Exception {
        Program.Ready server = program.ready();
        List<RawClient> holders = new ArrayList<>();
        boolean more = true;
        while (more) {
            RawClient client = trial.raw(server.address()).send(RawClient.request("/ws"));
            holders.add(client);
            more = Patience.until("an answer, or the last file", () -> {
                if (openFiles(program) >= LIMIT) {
                    return Optional.of(false);
                }
                return client.socket.getInputStream().available() > 0
                        ? Optional.of(client.head().startsWith("HTTP/1.1 101"))
                        : Optional.<Boolean>empty();
            });
        }
        trial.node(LATE, Trial.ws(server.address())).says("over").exitStatus();
        for (RawClient holder : holders) {
            holder.close();
        }
        return Said.of(
                "end",
                server.diagnostics()
                        .end(
                                "the end of the one that came late",
                                end -> end.path("user_agent").asString("").equals("late")));
    }

    private static long openFiles(Program program) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(program.pid()), "fd"))) {
            return files.count();
        }
    }
}
