package dev.holdfast.proxy.backend;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.server.time.Timers;
import dev.holdfast.server.transport.Connector;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Looks at each backend from time to time: whether it takes a connection and, where there is a path to ask, answers it
/// with a status below 400. Two bad looks in a row take a backend out, one good look brings it back. Used on one event
/// loop.
public final class HealthChecks {
    private static final int BAD_LOOKS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String GOOD = "HTTP/1.1 ";

    private final Backends backends;
    private final Rules rules;
    private final Connector connector;
    private final EventLoop loop;
    private final Executor blocking;
    private final Timers timers;
    private final ConnectionListener listener;

    /// @param path `null` for a look at TCP alone
    /// @param tls for backends that are asked by it
    /// @param leaving told of a backend that answers, and answers that it is not to be used, with what it said
    public record Rules(
            Duration interval,
            @Nullable String path,
            @Nullable BackendTls tls,
            BiConsumer<Standing, String> leaving) {}

    public HealthChecks(
            Backends backends,
            Rules rules,
            EventLoop loop,
            Executor blocking,
            Timers timers,
            ConnectionListener listener) {
        this.backends = backends;
        this.rules = rules;
        this.connector = new Connector(loop);
        this.loop = loop;
        this.blocking = blocking;
        this.timers = timers;
        this.listener = listener;
    }

    public void start() {
        backends.all().forEach(standing -> plan(new Look(standing)));
    }

    private void plan(Look look) {
        timers.after(loop, rules.interval(), look::begin);
    }

    /// The looks at one backend, one after the other.
    private final class Look implements TransportEvents {
        private final Standing standing;
        private final StringBuilder answer = new StringBuilder();
        private @Nullable Dial dial;
        private @Nullable Transport transport;
        private Timers.@Nullable Cancellable limit;
        private boolean over = true;
        private int bad;

        Look(Standing standing) {
            this.standing = standing;
        }

        void begin() {
            over = false;
            answer.setLength(0);
            transport = null;
            limit = timers.after(loop, LIMIT, () -> done("it did not answer within 2 s", false));
            dial = Dial.start(
                    standing.backend(),
                    rules.tls(),
                    connector,
                    loop,
                    blocking,
                    this::connected,
                    (problem, detail) -> done(detail.isEmpty() ? problem.meaning() : detail, false));
        }

        private TransportEvents connected(Transport made) {
            transport = made;
            String path = rules.path();
            if (path == null) {
                loop.execute(() -> done(null, true));
            } else {
                String request = "GET " + path + " HTTP/1.1\r\nHost: "
                        + standing.backend().authority()
                        + "\r\nUser-Agent: holdfast-health\r\nConnection: close\r\n\r\n";
                loop.execute(() -> {
                    made.write(made.allocator().buffer().writeBytes(request.getBytes(StandardCharsets.ISO_8859_1)));
                    made.flush();
                });
            }
            return this;
        }

        /// @param wrong `null` when all is well
        /// @param answered whether it was the backend that said so
        private void done(@Nullable String wrong, boolean answered) {
            if (over) {
                return;
            }
            over = true;
            if (limit != null) {
                limit.cancel();
            }
            if (dial != null) {
                dial.cancel();
            }
            if (transport != null) {
                transport.close();
            }
            judge(wrong, answered);
            plan(this);
            standing.looked();
        }

        private void judge(@Nullable String wrong, boolean answered) {
            bad = wrong == null ? 0 : bad + 1;
            if (wrong == null && !standing.isUp()) {
                standing.up(true);
                listener.noticed(Notice.info(
                        "backend-up",
                        "A backend is up again, and gets connections",
                        Map.of("backend", standing.backend().authority())));
            } else if (wrong != null && bad >= BAD_LOOKS && standing.isUp()) {
                standing.up(false);
                listener.noticed(Notice.warn(
                        "backend-down",
                        "A backend is down, and gets no connections until it is up again",
                        Map.of(
                                "backend", standing.backend().authority(),
                                "detail", wrong,
                                "connections", standing.connections())));
                if (answered) {
                    rules.leaving().accept(standing, wrong);
                }
            }
        }

        @Override
        public void bytes(ByteBuf in) {
            int missing = GOOD.length() + 3 - answer.length();
            if (over || missing <= 0) {
                return;
            }
            answer.append(in.readCharSequence(Math.min(missing, in.readableBytes()), StandardCharsets.ISO_8859_1));
            if (answer.length() == GOOD.length() + 3) {
                boolean http = answer.indexOf("HTTP/1.") == 0;
                char first = answer.charAt(GOOD.length());
                boolean good = http && (first == '2' || first == '3');
                done(
                        good ? null : http ? "it answered " + answer.substring(GOOD.length()) : "it did not speak HTTP",
                        http);
            }
        }

        @Override
        public void readComplete() {}

        @Override
        public void peerFin() {
            done("it ended the connection without an answer", false);
        }

        @Override
        public void writabilityChanged(boolean writable) {}

        @Override
        public void ended(TransportEnd end) {
            done("it ended the connection without an answer", false);
        }

        @Override
        public void fault(Throwable thrown) {
            done("a fault of the gateway", false);
        }
    }
}
