package dev.holdfast.clinic.part;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A network of its own, joined with ours by one cable that can be cut, that can lose packets, and that forgets.
public final class Network implements AutoCloseable {
    private final String name;
    private final String subnet;

    private Network(String name, String subnet) {
        this.name = name;
        this.subnet = subnet;
    }

    public static Network create() throws IOException, InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String name = "hf-" + Integer.toString(random.nextInt(36 * 36 * 36 * 36, Integer.MAX_VALUE), 36);
        // Of the addresses for tests of networks (RFC 2544), so that no route to anything real is hidden.
        Network network = new Network(name, "198." + random.nextInt(18, 20) + "." + random.nextInt(256) + ".");
        boolean complete = false;
        try {
            run("ip", "netns", "add", name);
            run("ip", "link", "add", name + "-a", "type", "veth", "peer", "name", name + "-b", "netns", name);
            run("ip", "address", "add", network.subnet + "1/28", "dev", name + "-a");
            run("ip", "link", "set", name + "-a", "up");
            network.inside("ip", "address", "add", network.subnet + "2/28", "dev", name + "-b");
            network.inside("ip", "link", "set", name + "-b", "up");
            network.inside("ip", "link", "set", "lo", "up");
            complete = true;
        } finally {
            if (!complete) {
                network.close();
            }
        }
        return network;
    }

    /// Our end of the cable: where servers outside listen.
    public InetAddress ours() throws IOException {
        return InetAddress.getByName(subnet + "1");
    }

    /// Its end of the cable: what clients inside come from.
    public InetAddress theirs() throws IOException {
        return InetAddress.getByName(subnet + "2");
    }

    /// The command, to be run inside.
    public List<String> around(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    /// Runs a program inside, such as a client.
    public Child start(Path folder, List<String> command) throws IOException {
        return Child.start(folder, around(command));
    }

    /// Runs a command inside to its end.
    public void inside(String... command) throws IOException, InterruptedException {
        run(around(List.of(command)).toArray(String[]::new));
    }

    /// From now on nothing gets in or out, and nobody is told.
    public void cut() throws IOException, InterruptedException {
        inside("ip", "address", "flush", "dev", name + "-b");
    }

    /// Gives its end of the cable another address, as a laptop gets one that changes from one network to another.
    public void changeAddress() throws IOException, InterruptedException {
        cut();
        inside("ip", "address", "add", subnet + "3/28", "dev", name + "-b");
    }

    /// From now on packets in this direction are lost at random.
    ///
    /// @param chain `INPUT` for what comes in, `OUTPUT` for what goes out
    /// @param share from 0 to 1
    public void lose(String chain, double share) throws IOException, InterruptedException {
        inside(("iptables -w -A " + chain + " -p tcp -m statistic --mode random --probability " + share + " -j DROP")
                .split(" "));
    }

    /// From now on nothing is lost any more.
    public void heal() throws IOException, InterruptedException {
        inside("iptables", "-w", "-F");
    }

    /// From now on it forgets connections that were silent for so long, and lets nothing of unknown ones in.
    ///
    /// @param then what becomes of their packets: `DROP`, or `REJECT --reject-with tcp-reset`
    public void forget(Duration after, String then) throws IOException, InterruptedException {
        inside("sh", "-c", """
                cd /proc/sys/net/netfilter &&
                echo %d > nf_conntrack_tcp_timeout_established &&
                echo 0 > nf_conntrack_tcp_loose
                """.formatted(after.toSeconds()));
        inside(("iptables -w -A INPUT -p tcp -m conntrack --ctstate INVALID -j " + then).split(" "));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + status + ": " + said.strip());
        }
    }

    /// Removes it, and the cable first: a namespace outlives its name by as long as a socket inside tries to say
    /// goodbye.
    @Override
    public void close() throws InterruptedException {
        for (String[] command : new String[][] {
            {"ip", "link", "delete", name + "-a"},
            {"ip", "netns", "delete", name}
        }) {
            try {
                run(command);
            } catch (IOException _) {
                // it was never made
            }
        }
    }
}
