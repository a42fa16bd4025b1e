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
        description = "Runs the Autobahn test suite against holdfast dev and writes docs/conformance.md, or through"
                + " holdfast proxy, and writes docs/conformance-gateway.md.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every case passed and was closed as it should be; through the gateway: as without it",
            "1:one was not, or the suite did not run",
            "2:usage"
        },
        footer = {
            "",
            "Examples:",
            "  ./conformance/run             the core cases, about a minute",
            "  ./conformance/run --all       and those with messages of up to 16 MiB, some minutes more",
            "  ./conformance/run --gateway   the core cases and those of compression through the gateway, and without it",
        })
public final class ConformanceCommand implements Callable<Integer> {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs/conformance.md");
    private static final Path GATEWAY_PAGE = ROOT.resolve("docs/conformance-gateway.md");
    private static final Path SUITE = Path.of("target", "suite");
    private static final Path LOG = Path.of("target", "backend.log").toAbsolutePath();

    @Option(names = "--all", description = "Also the cases with large messages and very many fragments (9.*).")
    private boolean all;

    @Option(
            names = "--gateway",
            description =
                    "Through holdfast proxy in front of Node's ws, and without it, which must make no difference.")
    private boolean gateway;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "100",
            description = "Messages in each case of compression (default: 100; the suite has 1000).")
    private int messages;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ConformanceCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(LOG.getParent());
        return gateway ? throughTheGateway() : alone();
    }

    private int alone() throws IOException {
        Map<String, String> settings = settings();
        List<Group> groups = groups();
        System.out.printf("Running %d cases.%n", count(groups));
        Results results;
        try (Server server = Server.start(ROOT, LOG, settings)) {
            results = FuzzingClient.run(server.url(), groups, SUITE);
        }
        Files.writeString(PAGE, page(results, settings).markdown());
        results.problems().forEach(System.out::println);
        System.out.println("Written: docs/conformance.md");
        return results.problems().isEmpty() ? 0 : 1;
    }

    private int throughTheGateway() throws IOException {
        List<Group> groups = groups();
        System.out.printf(
                "Running %d cases and %d of compression, without the gateway and through it.%n",
                count(groups), count(Group.compression()));
        ComparisonPage.Versions versions = new ComparisonPage.Versions(
                Server.version(ROOT),
                FuzzingClient.suiteVersion(),
                FuzzingClient.artefactVersion(),
                CompressionCases.version(),
                NodeBackend.version(),
                System.getProperty("java.version", "unknown"));
        Comparison compared;
        try (NodeBackend backend = NodeBackend.start();
                Server inFront = Server.gateway(ROOT, LOG.resolveSibling("gateway.log"), backend.url())) {
            compared = new Comparison(run(backend.url(), groups, "direct"), run(inFront.url(), groups, "gateway"));
        }
        String command = "./conformance/run --gateway" + (all ? " --all" : "")
                + (messages == 100 ? "" : " --messages " + messages);
        Files.writeString(
                GATEWAY_PAGE,
                new ComparisonPage(compared, versions, messages, command, LocalDate.now(ZoneOffset.UTC)).markdown());
        compared.differences().forEach(System.out::println);
        System.out.println("Written: docs/conformance-gateway.md");
        return compared.differences().isEmpty() ? 0 : 1;
    }

    private Results run(String url, List<Group> groups, String folder) throws IOException {
        Results suite = FuzzingClient.run(url, groups, SUITE.resolve(folder));
        return suite.and(CompressionCases.run(url, messages));
    }

    private List<Group> groups() {
        return all ? Group.all() : Group.core();
    }

    private static int count(List<Group> groups) {
        return groups.stream().mapToInt(Group::cases).sum();
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
