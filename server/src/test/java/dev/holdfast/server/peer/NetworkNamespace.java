package dev.holdfast.server.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A network of its own, joined with ours by one cable that can be cut.
final class NetworkNamespace implements AutoCloseable {
    private final String name;
    private final String ours;

    private NetworkNamespace(String name, String ours) {
        this.name = name;
        this.ours = ours;
    }

    /// Skips the test, with the reason, where this user, system or kernel has none to give.
    static NetworkNamespace create() throws IOException, InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String name = "hf-" + Integer.toString(random.nextInt(36 * 36 * 36 * 36, Integer.MAX_VALUE), 36);
        // Of the addresses for tests of networks (RFC 2544), so that no route to anything real is hidden.
        String subnet = "198." + random.nextInt(18, 20) + "." + random.nextInt(256) + ".";
        NetworkNamespace namespace = new NetworkNamespace(name, subnet + "1");
        boolean complete = false;
        try {
            need("ip", "netns", "add", name);
            need("ip", "link", "add", name + "-a", "type", "veth", "peer", "name", name + "-b", "netns", name);
            need("ip", "address", "add", subnet + "1/30", "dev", name + "-a");
            need("ip", "link", "set", name + "-a", "up");
            need("ip", "-n", name, "address", "add", subnet + "2/30", "dev", name + "-b");
            need("ip", "-n", name, "link", "set", name + "-b", "up");
            need("ip", "-n", name, "link", "set", "lo", "up");
            complete = true;
        } finally {
            if (!complete) {
                namespace.close();
            }
        }
        return namespace;
    }

    private static void need(String... command) throws InterruptedException {
        String failure;
        try {
            failure = run(command);
        } catch (IOException missing) {
            failure = String.valueOf(missing.getMessage());
        }
        assumeTrue(failure.isEmpty(), "no network namespace: " + String.join(" ", command) + ": " + failure);
    }

    /// @return what it says, if it fails
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return status == 0 ? "" : "status " + status + " " + said.strip().replace('\n', ' ');
    }

    /// Our end of the cable.
    String ours() {
        return ours;
    }

    /// The command, to be run inside.
    List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    /// From now on nothing gets in or out, and nobody is told: the addresses inside are gone, so packets for them are
    /// dropped there and answers find no way out, while our end of the cable is up as before.
    void cut() throws IOException, InterruptedException {
        String failure = run("ip", "-n", name, "address", "flush", "dev", name + "-b");
        if (!failure.isEmpty()) {
            throw new AssertionError("can't cut the network: " + failure);
        }
    }

    /// Removes it, and the cable first: a namespace outlives its name by as long as a socket inside tries to say
    /// goodbye.
    @Override
    public void close() throws IOException, InterruptedException {
        // Either fails where it was never made.
        var _ = run("ip", "link", "delete", name + "-a");
        var _ = run("ip", "netns", "delete", name);
    }
}
