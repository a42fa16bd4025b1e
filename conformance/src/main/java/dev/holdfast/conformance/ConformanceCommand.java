package dev.holdfast.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./conformance/run`.
@Command(
        name = "conformance/run",
        description = "Runs the Autobahn test suite against holdfast dev and writes docs/conformance.md.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every case passed and was closed as it should be",
            "1:one was not, or the suite did not run",
            "2:usage"
        },
        footer = {
            "",
            "Examples:",
            "  ./conformance/run          the core cases, about a minute",
            "  ./conformance/run --gateway   the same through the gateway",
            "  ./conformance/run --all    and those with messages of up to 16 MiB, some minutes more"
        })
public final class ConformanceCommand implements Callable<Integer> {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs/conformance.md");
    private static final Path LOG = Path.of("target", "backend.log").toAbsolutePath();

    @Option(names = "--all", description = "Also the cases with large messages and very many fragments (9.*).")
    private boolean all;

    @Option(
            names = "--gateway",
            description = "Through holdfast proxy in front of it, which must change nothing; writes no page.")
    private boolean gateway;

    public static void main(String[] args) {
        // The suite leaves threads behind.
        System.exit(new CommandLine(new ConformanceCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> settings = settings();
        List<Group> groups = all ? Group.all() : Group.core();
        Files.createDirectories(LOG.getParent());
        System.out.printf(
                "Running %d cases.%n", groups.stream().mapToInt(Group::cases).sum());
        String index;
        try (Server server = Server.start(ROOT, LOG, settings)) {
            index = gateway ? throughTheGateway(server, groups) : FuzzingClient.run(server.url(), groups);
        }
        Results results = Results.read(groups, FuzzingClient.AGENT, index);
        if (gateway) {
            results.problems().forEach(System.out::println);
            System.out.println(
                    results.problems().isEmpty()
                            ? "Through the gateway every case passed and was closed as it should be."
                            : "Through the gateway some did not.");
            return results.problems().isEmpty() ? 0 : 1;
        }
        Files.writeString(PAGE, page(results, settings).markdown());
        results.problems().forEach(System.out::println);
        System.out.println("Written: docs/conformance.md");
        return results.problems().isEmpty() ? 0 : 1;
    }

    private static String throughTheGateway(Server server, List<Group> groups) throws IOException {
        try (Server inFront = server.gateway(ROOT, LOG.resolveSibling("gateway.log"))) {
            return FuzzingClient.run(inFront.path(server), groups);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (all) {
            settings.put("limits.message-bytes", "16MiB");
            settings.put("limits.fragments", "1048576");
            settings.put("limits.message-timeout", "10m");
            settings.put("limits.outbound-queue-bytes", "64MiB");
            settings.put("limits.outbound-queue-age", "10m");
            // The suite answers no ping while it cuts a message into many thousand frames.
            settings.put("heartbeat.timeout", "10m");
        } else {
            // The largest of the core cases is 7.1.6.
            settings.put("limits.message-bytes", "256KiB");
        }
        return settings;
    }

    private ConformancePage page(Results results, Map<String, String> settings) throws IOException {
        return new ConformancePage(
                results,
                new ConformancePage.Versions(
                        Server.version(ROOT),
                        FuzzingClient.suiteVersion(),
                        FuzzingClient.artefactVersion(),
                        System.getProperty("java.version", "unknown")),
                settings,
                "./conformance/run" + (all ? " --all" : ""),
                LocalDate.now(ZoneOffset.UTC));
    }
}
