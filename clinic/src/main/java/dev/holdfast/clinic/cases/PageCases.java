package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.ClientBundle;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Pages whose own code opens and closes connections: React 19, in development builds, as people write for it.
final class PageCases {
    /// An object made anew in every render is what the effect depends on. `#` is followed by the address and a token.
    private static final String CHURNS = """
            import { useEffect, useState } from "react";
            import { createRoot } from "react-dom/client";
            function Chat({ url }: { url: string }) {
              const [connected, setConnected] = useState(0);
              const [address, token] = url.split(",");
              const options = { address, protocols: ["jwt-auth", `jwt.${token}`] };
              useEffect(() => {
                if (connected > 40) {
                  return;
                }
                const socket = new WebSocket(options.address, options.protocols);
                socket.onopen = () => setConnected((n) => n + 1);
                return () => socket.close();
              }, [options]);
              return <p>{connected}</p>;
            }
            createRoot(document.getElementById("root")!).render(<Chat url={location.hash.slice(1)} />);
            """;

    private static final String STRICT = """
            import { StrictMode, useEffect } from "react";
            import { createRoot } from "react-dom/client";
            function Chat({ url }: { url: string }) {
              useEffect(() => {
                const socket = new WebSocket(url);
                return () => socket.close();
              }, [url]);
              return <p>chat</p>;
            }
            createRoot(document.getElementById("root")!).render(
              <StrictMode><Chat url={location.hash.slice(1)} /></StrictMode>);
            """;

    /// The same with our client, which reports what it saw.
    private static final String STRICT_WITH_CLIENT = """
            import { StrictMode, useEffect } from "react";
            import { createRoot } from "react-dom/client";
            import { HoldfastClient } from "./dist/index.js";
            function Chat({ url }: { url: string }) {
              useEffect(() => {
                const client = new HoldfastClient(url);
                return () => client.close();
              }, [url]);
              return <p>chat</p>;
            }
            createRoot(document.getElementById("root")!).render(
              <StrictMode><Chat url={location.hash.slice(1)} /></StrictMode>);
            """;

    private static final int MOST_LOADS = 6;

    private PageCases() {}

    @FunctionalInterface
    private interface NewPage {
        Page of(Trial trial) throws Exception;
    }

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.REACT_EFFECT_CHURN, "Chromium", trial -> churn(trial, Trial::chromium))
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS)
                        .called("React"),
                hit(Cause.REACT_EFFECT_CHURN, "Firefox", trial -> churn(trial, Trial::firefox))
                        .needing(Need.FIREFOX, Need.NODE, Need.CLIENT_JS)
                        .called("React"),
                nearMiss(
                                Cause.REACT_EFFECT_CHURN,
                                "Chromium",
                                "a page that is loaded again and again",
                                Set.of(Cause.CLIENT_LEFT),
                                PageCases::reloads)
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.REACT_EFFECT_CHURN,
                                "Node ws",
                                "a program that does the same",
                                Set.of(Cause.CLIENT_LEFT),
                                PageCases::program)
                        .needing(Need.NODE),
                hit(Cause.STRICTMODE_DOUBLE_MOUNT, "Chromium", trial -> twice(trial, Trial::chromium, STRICT))
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS)
                        .called("React"),
                hit(Cause.STRICTMODE_DOUBLE_MOUNT, "raw client", trial -> rawPair(trial, "http://localhost:5173", 1)),
                hit(
                                Cause.STRICTMODE_DOUBLE_MOUNT,
                                "Chromium",
                                trial -> twice(trial, Trial::chromium, STRICT_WITH_CLIENT))
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS)
                        .called("React with our client"),
                // Only development builds mount twice, and they are not served from there.
                nearMiss(
                        Cause.STRICTMODE_DOUBLE_MOUNT,
                        "raw client",
                        "a page in production",
                        Set.of(Cause.CLOSE_WHILE_CONNECTING),
                        trial -> rawPair(trial, "https://app.example.com", 1)),
                nearMiss(
                        Cause.STRICTMODE_DOUBLE_MOUNT,
                        "raw client",
                        "three times and not once",
                        Set.of(Cause.CLOSE_WHILE_CONNECTING),
                        trial -> rawPair(trial, "http://localhost:5173", 3)));
    }

    private static WebPages app(Trial trial, String program) throws Exception {
        return trial.pages()
                .page("/app.js", ClientBundle.script(program))
                .page(
                        "/app.html",
                        "<!doctype html><title>clinic</title><div id=\"root\"></div><script src=\"/app.js\"></script>");
    }

    /// Of one user, since clients of one address that leave in order, side by side, are not taken for one.
    private static Said churn(Trial trial, NewPage browser) throws Exception {
        WebPages pages = app(trial, CHURNS);
        Server server = trial.production().with("origins", pages.origin()).start();
        browser.of(trial)
                .open(pages.at("/app.html#" + Trial.ws(server.address()) + ","
                        + Token.of("alice").signed()));
        return Said.of("incident", server.diagnostics().incident("reconnect-loop"));
    }

    /// Likewise.
    private static Said reloads(Trial trial) throws Exception {
        WebPages pages = trial.pages();
        Server server = trial.production().with("origins", pages.origin()).start();
        pages.page("/app.html", """
                <!doctype html><title>clinic</title><script>
                  globalThis.open = new Promise(done => {
                    new WebSocket('%s', ['jwt-auth', 'jwt.%s']).onopen = () => done(1);
                  });
                </script>
                """.formatted(
                        Trial.ws(server.address()), Token.of("alice").signed()));
        Page page = trial.chromium().open(pages.at("/app.html"));
        for (int load = 0; load < 16; load++) {
            page.evaluate("globalThis.open");
            page.reload();
        }
        return Said.of("incident", server.diagnostics().incident("reconnect-loop"));
    }

    private static Said program(Trial trial) throws Exception {
        Server server = trial.production().start();
        trial.node("""
                import WebSocket from "ws";
                const [, url, token] = process.argv;
                const connect = (left) => {
                  const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` } });
                  socket.on("open", () => socket.close(1000));
                  socket.on("close", () => left > 0 && connect(left - 1));
                };
                connect(20);
                """, Trial.ws(server.address()), Token.of("alice").signed());
        return Said.of("incident", server.diagnostics().incident("reconnect-loop"));
    }

    /// A browser that has not sent the first handshake when the page drops it sends none, and then there is nothing to
    /// be explained; so the page is opened anew until it has.
    private static Said twice(Trial trial, NewPage browser, String program) throws Exception {
        WebPages pages = app(trial, program);
        for (int load = 0; load < MOST_LOADS; load++) {
            Server server = trial.development().withoutPings().start();
            browser.of(trial).open(pages.at("/app.html#" + Trial.ws(server.address())));
            server.diagnostics().open(1);
            Patience.pause(Duration.ofMillis(4500));
            List<JsonNode> ends = server.diagnostics().ends();
            if (!ends.isEmpty()) {
                return Said.of("end", ends.getFirst());
            }
        }
        throw new IllegalStateException("the browser never sent the handshake that the page dropped");
    }

    /// A page's connections as a browser makes and drops them: gone right after the 101.
    private static Said rawPair(Trial trial, String origin, int dropped) throws Exception {
        Server server =
                trial.development().withoutPings().with("origins", origin).start();
        String[] headers = {"Origin: " + origin, "User-Agent: Mozilla/5.0"};
        for (int i = 0; i < dropped; i++) {
            RawClient first = trial.raw(server.address());
            first.upgrade(headers);
            first.close();
        }
        RawClient stays = trial.raw(server.address());
        stays.upgrade(headers);
        return explained(server, dropped);
    }

    /// A second one must have stayed for two seconds to count; looked at each second.
    private static Said explained(Server server, int ends) throws Exception {
        server.diagnostics().ends(ends);
        Patience.pause(Duration.ofMillis(4500));
        JsonNode first = server.diagnostics().ends(ends).getFirst();
        return Said.of("end", first);
    }
}
