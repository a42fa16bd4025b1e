package dev.holdfast.clinic.trial;

import dev.holdfast.clinic.fault.Fault;
import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.part.Browser;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.HaProxy;
import dev.holdfast.clinic.part.Network;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Program;
import dev.holdfast.clinic.part.Scripts;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// One playing of one case: hands out real parts, and ends them in the opposite order. Used by one thread.
public final class Trial implements AutoCloseable {
    private final Clinic clinic;
    private final Path folder;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /// @param folder of its own, empty
    public Trial(Clinic clinic, Path folder) {
        this.clinic = clinic;
        this.folder = folder;
    }

    /// What is deleted when the trial is over.
    public Path folder() {
        return folder;
    }

    /// The folder of the clinic, in which Node finds its packages.
    public Path clinicFolder() {
        return clinic.folder();
    }

    /// The same, for a part that this class does not know: it is ended with the others.
    public <P extends AutoCloseable> P with(P part) {
        parts.push(part);
        return part;
    }

    // ---- Holdfast

    /// A server in which nobody needs a token. What is not set is as in production.
    public Server.Setup development() {
        return Server.Setup.development(folder, clinic.classifier(), this::with);
    }

    /// A server in which everybody needs a token of [dev.holdfast.clinic.part.Token].
    public Server.Setup production() {
        return Server.Setup.production(folder, clinic.classifier(), this::with);
    }

    /// The same, with tokens signed by keys that are fetched from there.
    public Server.Setup withKeysFrom(URI jwks) {
        return Server.Setup.withKeysFrom(jwks, folder, clinic.classifier(), this::with);
    }

    /// A gateway in front of a backend.
    public Server.Setup gateway(InetSocketAddress backend) {
        return Server.Setup.gateway(backend, folder, clinic.classifier(), this::with);
    }

    /// The command, as a process of its own: for what would take the clinic itself along. Rules that are switched off
    /// are not switched off in it.
    ///
    /// @param arguments of `holdfast`, ports included; its log is `backend.log` in the trial's folder
    public Program program(String... arguments) throws IOException {
        return with(Program.start(folder, arguments));
    }

    /// The same, run by another command.
    ///
    /// @param around such as one that limits something
    public Program program(List<String> around, String... arguments) throws IOException {
        return with(Program.start(folder, around, arguments));
    }

    /// The same command with an echo for whoever has a token, and pings that late, on a clock that goes so
    /// many times as fast: for limits of many minutes. The kernel's own clock, and so its view of TCP, stays
    /// what it is.
    public Program fastProgram(int times, Duration heartbeat, InetAddress listen) throws IOException {
        Path configuration = Files.writeString(
                folder.resolve("holdfast.yaml"), """
                listen: %s:0
                admin: 127.0.0.1:0
                path: /ws
                environment: production
                origins: [ "https://app.example.com" ]
                auth:
                  jwt: { secret-env: CLINIC_JWT_SECRET, issuer: "https://issuer.example.com", audience: chat }
                limits: { connections-per-user: 0, handshake-timeout: 2m }
                heartbeat: { interval: %ds, timeout: 15s }
                """.formatted(listen.getHostAddress(), heartbeat.toSeconds()));
        return with(Program.start(
                folder,
                List.of("env", "CLINIC_JWT_SECRET=" + Token.SECRET, "faketime", "-f", "+0 x" + times),
                "serve",
                "--config",
                configuration.toString()));
    }

    // ---- what stands between

    /// @param server where it passes handshakes on to
    /// @param inLocation directives of its `location /`, the ones for WebSockets included
    public Nginx nginx(InetSocketAddress server, String inLocation) throws Exception {
        return with(Nginx.start(subfolder("nginx"), server, inLocation));
    }

    /// @param inDefaults lines of its `defaults` section, its timeouts included
    public HaProxy haproxy(InetSocketAddress server, String inDefaults) throws Exception {
        return haproxy(server, inDefaults, "");
    }

    /// @param inFrontend further lines of its `frontend` section
    public HaProxy haproxy(InetSocketAddress server, String inDefaults, String inFrontend) throws Exception {
        return with(HaProxy.start(subfolder("haproxy"), server, inDefaults, inFrontend));
    }

    public FaultRelay relay(InetSocketAddress server, Fault fault) throws IOException {
        return with(FaultRelay.start(server, fault));
    }

    /// A network of its own, joined with ours by one cable.
    public Network network() throws Exception {
        return with(Network.create());
    }

    // ---- who connects

    public RawClient raw(InetSocketAddress server) throws IOException {
        return with(new RawClient(server));
    }

    /// A page in a browser of the clinic's, in a profile of its own.
    public Page chromium() throws Exception {
        return with(clinic.browser(Browser.Kind.CHROMIUM).page());
    }

    /// The same, taking certificates that nobody signed for good ones.
    public Page chromiumTrustingAll() throws Exception {
        return with(clinic.browser(Browser.Kind.CHROMIUM).pageTrustingAll());
    }

    public Page firefox() throws Exception {
        return with(clinic.browser(Browser.Kind.FIREFOX).page());
    }

    /// A browser of this trial's own, to be frozen or killed.
    public Browser ownBrowser(Browser.Kind kind) throws Exception {
        return with(Browser.start(clinic.folder(), kind));
    }

    /// The same, which says that it is another one, such as a phone's.
    public Browser ownBrowser(Browser.Kind kind, String userAgent) throws Exception {
        return with(Browser.start(clinic.folder(), kind, userAgent));
    }

    /// Serves pages for browsers.
    public WebPages pages() throws IOException {
        return with(WebPages.start());
    }

    /// A module for Node; `ws` can be imported. What it prints is read line by line.
    public Child node(String module, Object... arguments) throws IOException {
        return with(Scripts.node(clinic.folder(), module, arguments));
    }

    /// A program for Python; `websockets` can be imported.
    public Child python(String program, Object... arguments) throws IOException {
        return with(Scripts.python(clinic.folder(), program, arguments));
    }

    public Child curl(Object... arguments) throws IOException {
        return with(Scripts.run(clinic.folder(), "curl", arguments));
    }

    /// Any other command.
    public Child command(String command, Object... arguments) throws IOException {
        return with(Scripts.run(clinic.folder(), command, arguments));
    }

    /// The address of a server as a URL of its WebSocket.
    public static URI ws(InetSocketAddress server) {
        return URI.create("ws://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/ws");
    }

    /// An empty folder within its own.
    public Path subfolder(String name) throws IOException {
        return Files.createTempDirectory(folder, name);
    }

    /// Ends all parts, the newest first. Servers are asked first whether what they told adds up.
    ///
    /// @throws Exception the first failure
    @Override
    public void close() throws Exception {
        Exception first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
