package dev.holdfast.clinic.gateway;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.server.fixture.RawClient;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.net.SocketException;

/// A gateway between two sides, and what clients of all kinds do on it.
///
/// @param entry where clients connect: the gateway, or the proxy before it
public record Way(Trial trial, Server gateway, InetSocketAddress entry, Backed backed) {
    /// Without a proxy.
    public static Way to(Trial trial, InetSocketAddress backend) throws Exception {
        return through(trial, trial.gateway(backend).start(), backend);
    }

    /// Without a proxy, through a gateway that is told something.
    public static Way through(Trial trial, Server gateway, InetSocketAddress backend) {
        return new Way(trial, gateway, gateway.address(), Backed.at(backend));
    }

    public Said end() throws Exception {
        return Said.of("end", gateway.diagnostics().end());
    }

    public Said rejection() throws Exception {
        return Said.of("rejection", gateway.diagnostics().end());
    }

    /// A handshake that does not lead to a connection.
    public Said refused() throws Exception {
        RawClient client = trial.raw(entry);
        client.send(RawClient.request("/ws"));
        client.head();
        return rejection();
    }

    /// A connection that is open.
    public RawClient open() throws Exception {
        RawClient client = trial.raw(entry);
        client.upgrade();
        return client;
    }

    /// A client that answers no ping and waits for the end.
    public Said waited() throws Exception {
        open();
        return end();
    }

    /// A client that says something, answers the close frame that comes, and so ends in order.
    public Said closed() throws Exception {
        return closed(client -> client.text("hello"));
    }

    /// The same, with something else than a greeting.
    public Said closed(Sending first) throws Exception {
        RawClient client = first.send(open());
        client.frame(0x88, client.readClose().payload());
        return end();
    }

    /// A client that only answers the close frame that comes.
    public Said answeredClose() throws Exception {
        return closed(client -> client);
    }

    /// The bytes that a client of this kind sends once it is connected.
    @FunctionalInterface
    public interface Sending {
        RawClient send(RawClient client) throws Exception;
    }

    /// A client that sends something wrong and waits for what comes of it.
    public Said sent(Sending wrong) throws Exception {
        RawClient client = open();
        wrong.send(client);
        try {
            while (client.read().opcode() != 8) {
                // what the backend says first
            }
        } catch (EOFException | SocketException _) {
            // it just dropped TCP
        }
        return end();
    }

    /// A client of Node's ws that closes as soon as it is connected.
    public Said metNode(Object... subprotocols) throws Exception {
        node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1], process.argv.slice(2));
                socket.on("error", () => {});
                socket.on("open", () => socket.close(1000));
                socket.on("close", () => console.log("closed"));
                """, subprotocols).says("closed");
        return end();
    }

    /// A client of Node's ws that waits for the end.
    public Said keptNode() throws Exception {
        node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1]);
                socket.on("error", () => {});
                socket.on("close", () => console.log("closed"));
                """).says("closed");
        return end();
    }

    public Child node(String module, Object... arguments) throws Exception {
        Object[] all = new Object[arguments.length + 1];
        all[0] = Trial.ws(entry);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return trial.node(module, all);
    }

    /// A client that behaves, and is open at the gateway.
    public Talker talking() throws Exception {
        Talker talker = trial.with(Talker.connect(entry));
        talker.say("hello");
        gateway.diagnostics().open(1);
        return talker;
    }
}
