package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Browser;
import dev.holdfast.clinic.part.Network;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.observe.json.JsonForm;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Attempts that a browser forbids before anything is sent. The server learns of them from the client's
/// report, with the next connection of the same page, and waits 15 s in case the handshake has come after
/// all.
final class PageReportCases {
    /// Connects to the first address until it knows why that fails, and then to the second, which does not. The pause
    /// before the second attempt is the longest that it may draw, so that the finding comes first.
    private static final String FIRST_THEN_SECOND = """
            new Promise(done => {
              Math.random = () => 0.999;
              let address = '%s';
              const client = new holdfast.HoldfastClient(() => address, { minReconnectDelay: 3000, maxReconnectDelay: 3000 });
              client.on('explanation', () => { address = '%s'; });
              client.on('state', ({ type }) => type === 'open' && done(1));
            })
            """;

    private PageReportCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.CSP_CONNECT_SRC, "Chromium", PageReportCases::policy)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS)
                        .within(120),
                hit(Cause.MIXED_CONTENT, "Chromium", PageReportCases::mixed)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS, Need.OPENSSL)
                        .within(120),
                // Nothing listens there; the page's policy has no word against it.
                nearMiss(
                                Cause.CSP_CONNECT_SRC,
                                "Chromium",
                                "an address at which nobody listens",
                                Set.of(Cause.CONNECT_REFUSED),
                                PageReportCases::nobody)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS)
                        .within(120),
                nearMiss(
                                Cause.MIXED_CONTENT,
                                "Chromium",
                                "a page of https whose policy forbids it",
                                Set.of(Cause.CSP_CONNECT_SRC),
                                PageReportCases::policyOfHttps)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS, Need.OPENSSL)
                        .within(120),
                hit(Cause.CHROME_LOCAL_NETWORK_ACCESS, "Chromium", PageReportCases::localNetwork)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS, Need.NETWORK)
                        .within(120),
                nearMiss(
                                Cause.CHROME_LOCAL_NETWORK_ACCESS,
                                "Chromium",
                                "a local page and a local address at which nobody listens",
                                Set.of(Cause.CONNECT_REFUSED),
                                PageReportCases::nobody)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS)
                        .within(120),
                nearMiss(
                                Cause.BROWSER_CONNECTION_LIMIT,
                                "Chromium",
                                "many sockets, and an address at which nobody listens",
                                Set.of(Cause.CONNECT_REFUSED),
                                PageReportCases::manyAndNobody)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS)
                        .within(120),
                hit(Cause.BROWSER_CONNECTION_LIMIT, "Chromium", PageReportCases::limit)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS)
                        .within(120));
    }

    private static Said policy(Trial trial) throws Exception {
        WebPages pages = trial.pages().withClient();
        Server server = trial.development().start();
        URI allowed = Trial.ws(server.address());
        pages.header("/client.html", "Content-Security-Policy", "connect-src " + origin(allowed));
        Page page = trial.chromium().open(pages.at("/client.html"));
        page.evaluate(FIRST_THEN_SECOND.formatted(elsewhere(server), allowed));
        return found(server);
    }

    private static Said policyOfHttps(Trial trial) throws Exception {
        WebPages pages = trial.with(WebPages.startWithTls(trial.folder())).withClient();
        Server server = trial.development().with("origins", pages.origin()).start();
        URI allowed = Trial.ws(server.address());
        pages.header("/client.html", "Content-Security-Policy", "connect-src " + origin(allowed));
        Page page = trial.chromiumTrustingAll().open(pages.at("/client.html"));
        page.evaluate(FIRST_THEN_SECOND.formatted(elsewhere(server), allowed));
        return found(server);
    }

    /// Loopback is exempt, so the address that fails is one that is not, and the one that works is.
    private static Said mixed(Trial trial) throws Exception {
        WebPages pages = trial.with(WebPages.startWithTls(trial.folder())).withClient();
        Server server = trial.development().with("origins", pages.origin()).start();
        Page page = trial.chromiumTrustingAll().open(pages.at("/client.html"));
        page.evaluate(FIRST_THEN_SECOND.formatted("ws://chat.example.com/ws", Trial.ws(server.address())));
        return found(server);
    }

    private static Said nobody(Trial trial) throws Exception {
        WebPages pages = trial.pages().withClient();
        Server server = trial.development().start();
        FaultRelay gone = trial.relay(server.address(), Faults.named("none"));
        URI nobody = Trial.ws(gone.address());
        gone.close();
        Page page = trial.chromium().open(pages.at("/client.html"));
        page.evaluate(FIRST_THEN_SECOND.formatted(nobody, Trial.ws(server.address())));
        return found(server);
    }

    private static Said manyAndNobody(Trial trial) throws Exception {
        WebPages pages = trial.pages().withClient();
        Server server = trial.development().start();
        FaultRelay gone = trial.relay(server.address(), Faults.named("none"));
        URI nobody = Trial.ws(gone.address());
        gone.close();
        Page page = trial.chromium().open(pages.at("/client.html"));
        page.evaluate(
                "Promise.all(Array.from({ length: 60 }, () => new Promise(done => { new WebSocket('%s').onopen = done; })))"
                        .formatted(Trial.ws(server.address())));
        page.evaluate(FIRST_THEN_SECOND.formatted(nobody, Trial.ws(server.address())));
        return found(server);
    }

    /// A page that is not of this machine, and a server that can be reached both by loopback and by where the page
    /// comes from.
    private static Said localNetwork(Trial trial) throws Exception {
        Network network = trial.network();
        WebPages pages = trial.with(WebPages.start(network.ours())).withClient();
        Server server = trial.production()
                .with("listen", "0.0.0.0:0")
                .with("anonymous", "allow")
                .with("origins", pages.origin())
                .start();
        int port = server.address().getPort();
        Page page = trial.chromium().open(pages.at("/client.html"));
        page.evaluate(FIRST_THEN_SECOND.formatted(
                "ws://127.0.0.1:" + port + "/ws", Trial.ws(new InetSocketAddress(network.ours(), port))));
        return found(server);
    }

    /// Of a browser of its own: the limit is one for all of its pages.
    private static Said limit(Trial trial) throws Exception {
        WebPages pages = trial.pages().withClient();
        Server server = trial.development().start();
        Page page = trial.with(trial.ownBrowser(Browser.Kind.CHROMIUM).page()).open(pages.at("/client.html"));
        page.evaluate("""
                new Promise(done => {
                  for (let n = 0; n < 256; n++) {
                    const client = new holdfast.HoldfastClient('%s', { maxRetries: 0 });
                    client.on('explanation', () => client.state.type === 'stopped' && done(1));
                  }
                })
                """.formatted(Trial.ws(server.address())));
        return found(server);
    }

    /// The same server under a name that the page may not use.
    private static String elsewhere(Server server) {
        return "ws://localhost:" + server.address().getPort() + "/ws";
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getAuthority();
    }

    /// What the client found, which the log has with its report.
    private static Said found(Server server) throws Exception {
        JsonNode line = Patience.until("the line of the report", () -> line(server));
        return Said.reported("client-report-unmatched", line);
    }

    private static Optional<JsonNode> line(Server server) throws Exception {
        return Files.readAllLines(server.log()).stream()
                .map(JsonForm::tree)
                .filter(each -> each.path("event").asString("").equals("client-report-unmatched"))
                .findFirst();
    }
}
