package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Browser;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.ClientBundle;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Clients that are held back or stopped as a whole, and what they say of it when they are back. All but the plainest
/// run the client of `client-js`, which reports.
final class SuspendedCases {
    /// A page that speaks `holdfast.v1` by itself and answers pings.
    private static final String PLAIN_PAGE = """
            new Promise((done) => {
              window.socket = new WebSocket('%s', ['holdfast.v1']);
              socket.onopen = () => socket.send(JSON.stringify({ type: 'hello' }));
              socket.onmessage = (event) => {
                const { type } = JSON.parse(event.data);
                if (type === 'ping') { socket.send(JSON.stringify({ type: 'pong' })); }
                if (type === 'welcome') { done('open'); }
              };
            })
            """;

    private static final String CLIENT_PAGE = """
            new Promise((done) => {
              const wall = Date.now;
              window.jump = 0;
              Date.now = () => wall() + window.jump;
              window.opened = 0;
              window.client = new holdfast.HoldfastClient('%s', { minReconnectDelay: 50, pauseWhenHidden: false });
              client.on('state', ({ type }) => { if (type === 'open') { opened++; done('open'); } });
            })
            """;

    /// A browser without a screen shows every page to nobody and calls it visible, so the page is told.
    private static final String HIDE = """
            Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
            document.dispatchEvent(new Event('visibilitychange')), 0
            """;

    private static final String FIREFOX_ON_A_PHONE =
            "Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0";

    private static final String PHONE =
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile"
                    + " Safari/537.36";

    private static final String NODE_CLIENT = """
            import WebSocket from "ws";
            const { HoldfastClient } = await import(process.argv[2]);
            const client = new HoldfastClient(process.argv[1], { WebSocket, minReconnectDelay: 50 });
            client.on("state", ({ type }) => { if (type === "open") { console.log("open"); } });
            """;

    private SuspendedCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.BACKGROUND_TAB_THROTTLE, "Chromium", trial -> scriptBlocked(trial, trial.chromium()))
                        .called("a page without the client")
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.BACKGROUND_TAB_THROTTLE, "Firefox", trial -> scriptBlocked(trial, trial.firefox()))
                        .called("a page without the client")
                        .needing(Need.FIREFOX, Need.NODE),
                hit(Cause.BACKGROUND_TAB_THROTTLE, "Chromium", trial -> pageBlocks(trial, true))
                        .called("a hidden page with the client")
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS),
                nearMiss(
                                Cause.BACKGROUND_TAB_THROTTLE,
                                "Chromium",
                                "a visible page that blocks itself",
                                Set.of(Cause.CLIENT_EVENT_LOOP_BLOCKED),
                                trial -> pageBlocks(trial, false))
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS),
                hit(
                                Cause.MOBILE_BACKGROUND_SUSPEND,
                                "Chromium",
                                trial -> stoppedInBackground(trial, Browser.Kind.CHROMIUM, PHONE))
                        .called("as a phone")
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS),
                hit(
                                Cause.MOBILE_BACKGROUND_SUSPEND,
                                "Firefox",
                                trial -> stoppedInBackground(trial, Browser.Kind.FIREFOX, FIREFOX_ON_A_PHONE))
                        .called("as a phone")
                        .needing(Need.FIREFOX, Need.NODE, Need.CLIENT_JS),
                nearMiss(
                                Cause.MOBILE_BACKGROUND_SUSPEND,
                                "Chromium",
                                "a desktop's hidden page that is stopped",
                                Set.of(Cause.BACKGROUND_TAB_THROTTLE),
                                trial -> stoppedInBackground(trial, Browser.Kind.CHROMIUM, ""))
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS),
                hit(Cause.LAPTOP_SLEEP_WAKE, "Chromium", trial -> stoppedBrowser(trial, 60_000))
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS),
                hit(Cause.LAPTOP_SLEEP_WAKE, "Node ws", trial -> stoppedProgram(trial, "+60s"))
                        .needing(Need.NODE, Need.CLIENT_JS, Need.FAKETIME),
                // Its clocks agree, so nothing slept: it was only stopped.
                nearMiss(
                                Cause.LAPTOP_SLEEP_WAKE,
                                "Node ws",
                                "a program that was stopped",
                                Set.of(Cause.CLIENT_EVENT_LOOP_BLOCKED),
                                trial -> stoppedProgram(trial, "+0s"))
                        .needing(Need.NODE, Need.CLIENT_JS, Need.FAKETIME),
                hit(Cause.BFCACHE, "Chromium", SuspendedCases::leftAndBack)
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS),
                nearMiss(Cause.BFCACHE, "Chromium", "a page that is reloaded", Set.of(Cause.CLIENT_LEFT), trial -> {
                            Server server = pinging(trial);
                            Page page = clientPage(trial, trial.chromium(), server);
                            page.reload();
                            return Said.of("end", server.diagnostics().end());
                        })
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS),
                hit(Cause.EXTENSION_WORKER_IDLE, "Chromium", SuspendedCases::extension)
                        .called("an extension of manifest 3")
                        .needing(Need.CHROMIUM)
                        .within(120),
                nearMiss(
                                Cause.EXTENSION_WORKER_IDLE,
                                "Node ws",
                                "a program that leaves after half a minute",
                                Set.of(Cause.CLIENT_LEFT),
                                SuspendedCases::programLeaves)
                        .needing(Need.NODE)
                        .within(120));
    }

    private static Server pinging(Trial trial) throws Exception {
        return trial.development()
                .pinging(Duration.ofMillis(500), Duration.ofMillis(2500))
                .start();
    }

    private static Page clientPage(Trial trial, Page page, Server server) throws Exception {
        URI address = trial.pages().withClient().at("/client.html");
        page.open(address).evaluate(CLIENT_PAGE.formatted(Trial.ws(server.address())));
        return page;
    }

    private static Said scriptBlocked(Trial trial, Page page) throws Exception {
        Server server = pinging(trial);
        page.open(trial.pages().at("/"));
        page.evaluate(PLAIN_PAGE.formatted(Trial.ws(server.address())));
        page.evaluate("setTimeout(() => { const end = Date.now() + 6000; while (Date.now() < end); }, 0), 0");
        return Said.of("end", server.diagnostics().end());
    }

    /// @param hidden whether the page believes that nobody sees it
    private static Said pageBlocks(Trial trial, boolean hidden) throws Exception {
        Server server = pinging(trial);
        Page page = clientPage(trial, trial.chromium(), server);
        if (hidden) {
            page.evaluate(HIDE);
        }
        // Longer than the 5 s after which the client's clocks call a timer late, and the heartbeat after that.
        page.evaluate(
                "setTimeout(() => { const end = performance.now() + 10000; while (performance.now() < end); }, 0), 0");
        return explainedWithReport(server);
    }

    /// All of a browser is stopped while its page is hidden, as a phone does with an application that is put away.
    ///
    /// @param userAgent empty for the browser's own
    private static Said stoppedInBackground(Trial trial, Browser.Kind kind, String userAgent) throws Exception {
        Server server = pinging(trial);
        Browser browser = trial.ownBrowser(kind, userAgent);
        Page page = clientPage(trial, browser.page(), server);
        page.evaluate(HIDE);
        browser.signal("STOP");
        server.diagnostics().end();
        Patience.pause(Duration.ofSeconds(10));
        browser.signal("CONT");
        return explainedWithReport(server);
    }

    /// All of a browser stands still, as it does on a machine that sleeps; its wall clock goes on meanwhile.
    private static Said stoppedBrowser(Trial trial, int millis) throws Exception {
        Server server = pinging(trial);
        Browser browser = trial.ownBrowser(Browser.Kind.CHROMIUM);
        Page page = clientPage(trial, browser.page(), server);
        page.evaluate("window.jump = " + millis + ", 0");
        browser.signal("STOP");
        server.diagnostics().end();
        browser.signal("CONT");
        return explainedWithReport(server);
    }

    /// A program is stopped; its wall clock jumps, and its monotonic one does not: so libfaketime is told.
    private static Said stoppedProgram(Trial trial, String jump) throws Exception {
        Server server = pinging(trial);
        Path clock = Files.writeString(trial.folder().resolve("clock"), "+0s");
        Child client = trial.command(
                "env",
                "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
                "FAKETIME_TIMESTAMP_FILE=" + clock,
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "node",
                "--input-type=module",
                "-e",
                NODE_CLIENT,
                Trial.ws(server.address()),
                ClientBundle.module());
        client.says("open").signal("STOP");
        server.diagnostics().end();
        Files.writeString(clock, jump);
        // So long that the client's own timers show it too: they compare clocks every 5 s.
        Patience.pause(Duration.ofSeconds(6));
        client.signal("CONT");
        return explainedWithReport(server);
    }

    private static Said leftAndBack(Trial trial) throws Exception {
        Server server = pinging(trial);
        Page page = clientPage(trial, trial.chromium(), server);
        page.open(trial.pages().at("/other"));
        page.evaluate("history.back(), 0");
        return explainedWithReport(server);
    }

    /// The first end as it stands when its client is back and has told what it saw.
    private static Said explainedWithReport(Server server) throws Exception {
        String first = server.diagnostics().end().path("connection_id").asString();
        return Crowd.withFact(server.diagnostics(), first, "client-reported");
    }

    /// The worker of an extension, which Chromium stops by itself.
    private static Said extension(Trial trial) throws Exception {
        byte[] key = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        Server server = trial.development()
                .with("origins", "chrome-extension://" + extensionId(key))
                .start();
        Path extension = Files.createDirectory(trial.folder().resolve("extension"));
        Files.writeString(extension.resolve("manifest.json"), """
                {"manifest_version": 3, "name": "clinic", "version": "1", "key": "%s",
                 "background": {"service_worker": "worker.js"}}
                """.formatted(
                        Base64.getEncoder().encodeToString(key)));
        Files.writeString(extension.resolve("worker.js"), """
                const socket = new WebSocket("%s");
                socket.onopen = () => socket.send("hello");
                """.formatted(Trial.ws(server.address())));
        trial.command(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-features=DisableLoadExtensionCommandLineSwitch",
                "--user-data-dir=" + trial.folder().resolve("profile"),
                "--load-extension=" + extension,
                "about:blank");
        return Said.of("end", server.diagnostics().end("the worker's end", Duration.ofSeconds(90), _ -> true));
    }

    /// Of its public key: the first half of its SHA-256 in hexadecimal digits from `a` to `p`.
    private static String extensionId(byte[] key) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
        return HexFormat.of()
                .formatHex(hash, 0, 16)
                .chars()
                .map(digit -> 'a' + Character.digit(digit, 16))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Said programLeaves(Trial trial) throws Exception {
        Server server = trial.development().start();
        trial.node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1]);
                socket.on("open", () => setTimeout(() => socket.close(1001), 30_000));
                """, Trial.ws(server.address()));
        return Said.of("end", server.diagnostics().end("its end", Duration.ofSeconds(60), _ -> true));
    }
}
