package dev.holdfast.clinic.part;

import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A real browser, driven by `peers/browser.mjs`. Safe for use by many threads.
public final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Child driver;
    private final String version;
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    private Browser(Child driver) throws Exception {
        this.driver = driver;
        version = JsonForm.tree(driver.line()).path("ready").asString();
        Thread.ofVirtual().start(this::listen);
    }

    public enum Kind {
        CHROMIUM,
        FIREFOX
    }

    public static Browser start(Path clinic, Kind kind) throws Exception {
        return start(clinic, kind, "");
    }

    /// @param userAgent what it says that it is; its own where empty
    public static Browser start(Path clinic, Kind kind, String userAgent) throws Exception {
        Child driver = Child.start(
                clinic, List.of("node", "peers/browser.mjs", kind.name().toLowerCase(Locale.ROOT), userAgent));
        boolean started = false;
        try {
            Browser browser = new Browser(driver);
            started = true;
            return browser;
        } finally {
            if (!started) {
                driver.close();
            }
        }
    }

    public String version() {
        return version;
    }

    public boolean alive() {
        return driver.alive();
    }

    /// An empty page, in a profile of its own.
    public Page page() throws Exception {
        return new Page(this, ask(command("page")).asString());
    }

    /// The same, taking certificates that nobody signed for good ones. Chromium only.
    public Page pageTrustingAll() throws Exception {
        ObjectNode command = command("page");
        command.putObject("options").put("ignoreHTTPSErrors", true);
        return new Page(this, ask(command).asString());
    }

    static ObjectNode command(String what) {
        return JSON.createObjectNode().put("do", what);
    }

    JsonNode ask(ObjectNode command) throws Exception {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        String line = command.put("id", id).toString();
        synchronized (driver) {
            driver.tell(line);
        }
        JsonNode reply = answer.get(Patience.USUAL.toSeconds(), TimeUnit.SECONDS);
        if (reply.has("failed")) {
            throw new IOException("the browser: " + reply.path("failed").asString() + " (" + line + ")");
        }
        return reply.path("result");
    }

    private void listen() {
        try {
            while (true) {
                String line = driver.nextLine();
                if (line == null) {
                    break;
                }
                JsonNode reply = JsonForm.tree(line);
                CompletableFuture<JsonNode> answer =
                        waiting.remove(reply.path("id").asLong(-1));
                if (answer != null) {
                    answer.complete(reply);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        IOException gone = new IOException("the browser is gone; it said: " + driver.errors());
        waiting.values().forEach(each -> each.completeExceptionally(gone));
    }

    /// The browser's processes, without the one that drives it.
    private List<ProcessHandle> processes() {
        return ProcessHandle.of(driver.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }

    /// Sends a signal to every process of the browser, such as `STOP` and `CONT` as a machine does that sleeps.
    public void signal(String name) throws IOException, InterruptedException {
        for (ProcessHandle each : processes()) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(each.pid()))
                    .start()
                    .waitFor();
        }
    }

    /// Kills its first process, as an impatient user does; its others end by themselves.
    public void killMain() {
        ProcessHandle.of(driver.pid()).stream()
                .flatMap(ProcessHandle::children)
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws Exception {
        driver.close();
    }
}
