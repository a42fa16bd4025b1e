package dev.holdfast.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.close.TransportEnd.SeenBy;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TransportTest {
    private static final int MANY = 8 * 1024 * 1024;

    private final BlockingQueue<Heard> accepted = new LinkedBlockingQueue<>();
    private BiConsumer<Heard, ByteBuf> behaviour = (heard, in) -> heard.keep(in);
    private Consumer<Heard> atTheEndOfATurn = _ -> {};
    private final Listener listener = listen();
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        listener.stop();
    }

    @Test
    void what_is_sent_back_at_once_comes_back_whole_also_when_its_receiver_is_slow() throws Exception {
        behaviour = (heard, in) -> {
            heard.transport.send(in.retain());
            heard.transport.flush();
        };
        Socket client = connect();
        byte[] sent = new byte[MANY];
        new Random(1).nextBytes(sent);
        Thread sending = Thread.ofVirtual().start(() -> write(client, sent));

        byte[] received = client.getInputStream().readNBytes(MANY);

        sending.join();
        assertThat(Arrays.equals(received, sent)).isTrue();
    }

    @Test
    void what_came_while_nothing_was_read_is_read_afterwards() throws Exception {
        Socket client = connect();
        Heard heard = accepted.take();
        heard.onLoop(() -> heard.transport.reading(false));
        write(client, new byte[] {1, 2, 3});
        heard.onLoop(() -> {});
        assertThat(heard.news).isEmpty();

        heard.onLoop(() -> heard.transport.reading(true));

        assertThat(heard.next()).isEqualTo("[1, 2, 3]");
    }

    @Test
    void that_more_can_be_written_lets_nothing_in_that_is_not_wanted() throws Exception {
        AtomicLong received = new AtomicLong();
        behaviour = (heard, in) -> received.addAndGet(in.readableBytes());
        Socket client = connect();
        Heard heard = accepted.take();
        heard.onLoop(() -> {
            heard.transport.write(heard.transport.allocator().buffer(6 * MANY).writeZero(6 * MANY));
            heard.transport.flush();
        });
        write(client, new byte[100_000]);

        // More than this waits, however much of it the kernel takes.
        client.getInputStream().readNBytes(2 * MANY);
        heard.onLoop(() -> {});

        assertThat(heard.transport.writable()).isFalse();
        assertThat(received).hasValue(0);
        client.getInputStream().readNBytes(4 * MANY);
        while (received.get() < 100_000) {
            Thread.onSpinWait();
        }
    }

    /// A full read, after which no more is wanted until the end of the same turn.
    @Test
    void what_is_left_because_nothing_was_wanted_for_a_moment_is_read() throws Exception {
        AtomicLong received = new AtomicLong();
        behaviour = (heard, in) -> {
            if (received.addAndGet(in.readableBytes()) == 200_000) {
                heard.news.add("all");
            }
            heard.transport.reading(false);
        };
        atTheEndOfATurn = heard -> heard.transport.reading(true);
        Socket client = connect();
        Heard heard = accepted.take();
        heard.onLoop(() -> write(client, new byte[200_000]));

        assertThat(heard.next()).isEqualTo("all");
    }

    @Test
    void bytes_before_a_fin_are_heard_before_it() throws Exception {
        Socket client = connect();
        Heard heard = accepted.take();
        heard.onLoop(() -> {
            write(client, new byte[] {1});
            shutDownOutput(client);
        });

        assertThat(heard.next()).isEqualTo("[1]");
        assertThat(heard.next()).isEqualTo("fin");
    }

    @Test
    void a_fin_behind_bytes_that_were_read_is_heard() throws Exception {
        Socket client = connect();
        Heard heard = accepted.take();
        write(client, new byte[] {1});
        assertThat(heard.next()).isEqualTo("[1]");

        client.shutdownOutput();

        assertThat(heard.next()).isEqualTo("fin");
        heard.onLoop(heard.transport::close);
        assertThat(heard.next()).isEqualTo(new TransportEnd.PeerFin(false).toString());
    }

    @Test
    void a_reset_is_seen_by_the_read() throws Exception {
        Socket client = connect();
        Heard heard = accepted.take();
        write(client, new byte[] {1});
        assertThat(heard.next()).isEqualTo("[1]");

        client.setSoLinger(true, 0);
        client.close();

        assertThat(heard.ended())
                .isInstanceOfSatisfying(
                        TransportEnd.PeerReset.class,
                        reset -> assertThat(reset.seenBy()).isEqualTo(SeenBy.READ));
    }

    @Test
    void a_reset_that_a_direct_write_meets_is_seen_by_the_write() throws Exception {
        Socket client = connect();
        Heard heard = accepted.take();
        heard.onLoop(() -> {
            reset(client);
            heard.transport.send(heard.transport.allocator().directBuffer(1).writeByte(1));
            heard.transport.flush();
        });

        assertThat(heard.ended())
                .isInstanceOfSatisfying(
                        TransportEnd.PeerReset.class,
                        reset -> assertThat(reset.seenBy()).isEqualTo(SeenBy.WRITE));
    }

    @Test
    void a_reset_that_our_fin_meets_is_seen_by_the_read() throws Exception {
        Socket client = connect();
        Heard heard = accepted.take();
        heard.onLoop(() -> {
            reset(client);
            heard.transport.finish(() -> {});
        });

        assertThat(heard.ended())
                .isInstanceOfSatisfying(
                        TransportEnd.PeerReset.class,
                        reset -> assertThat(reset.seenBy()).isEqualTo(SeenBy.READ));
    }

    @Test
    void what_is_written_behind_our_fin_says_nothing_of_the_peer() throws Exception {
        Socket client = connect();
        Heard heard = accepted.take();
        heard.onLoop(() -> {
            heard.transport.finish(() -> {});
            heard.transport.write(heard.transport.allocator().directBuffer(1).writeByte(1));
            heard.transport.send(heard.transport.allocator().directBuffer(1).writeByte(1));
            heard.transport.flush();
        });
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.shutdownOutput();
        assertThat(heard.next()).isEqualTo("fin");

        heard.onLoop(heard.transport::close);

        assertThat(heard.ended()).isEqualTo(new TransportEnd.LocalClose(true));
    }

    @Test
    void nothing_is_read_of_a_transport_that_was_closed_in_the_middle() throws Exception {
        behaviour = (heard, in) -> {
            heard.keep(in);
            heard.transport.close();
        };
        Socket client = connect();
        Heard heard = accepted.take();
        heard.onLoop(() -> write(client, new byte[200_000]));

        assertThat(heard.next()).startsWith("[0");
        assertThat(heard.next()).isEqualTo(new TransportEnd.LocalClose(false).toString());
    }

    private Socket connect() throws IOException {
        Socket client = new Socket();
        clients.add(client);
        client.connect(listener.address());
        return client;
    }

    private Listener listen() {
        try {
            return Listener.bind(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Listener.Wrapping.NONE,
                    loops -> {},
                    transport -> {
                        Heard heard = new Heard(transport);
                        accepted.add(heard);
                        return heard;
                    },
                    () -> {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            OutputStream out = client.getOutputStream();
            out.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void shutDownOutput(Socket client) {
        try {
            client.shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void reset(Socket client) {
        try {
            client.setSoLinger(true, 0);
            client.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What is heard of one transport, in order.
    private final class Heard implements TransportEvents {
        final Transport transport;
        final BlockingQueue<String> news = new LinkedBlockingQueue<>();
        final BlockingQueue<TransportEnd> ends = new LinkedBlockingQueue<>();

        Heard(Transport transport) {
            this.transport = transport;
        }

        void keep(ByteBuf in) {
            byte[] bytes = new byte[in.readableBytes()];
            in.readBytes(bytes);
            news.add(Arrays.toString(bytes));
        }

        String next() throws InterruptedException {
            return String.valueOf(news.poll(10, TimeUnit.SECONDS));
        }

        TransportEnd ended() throws InterruptedException {
            return ends.take();
        }

        void onLoop(Runnable task) throws Exception {
            transport.eventLoop().submit(task).get();
        }

        @Override
        public void bytes(ByteBuf in) {
            behaviour.accept(this, in);
        }

        @Override
        public void readComplete() {
            atTheEndOfATurn.accept(this);
        }

        @Override
        public void peerFin() {
            news.add("fin");
        }

        @Override
        public void writabilityChanged(boolean writable) {
            transport.reading(writable);
        }

        @Override
        public void ended(TransportEnd end) {
            news.add(end.toString());
            ends.add(end);
        }

        @Override
        public void fault(Throwable thrown) {
            news.add(thrown.toString());
        }
    }
}
