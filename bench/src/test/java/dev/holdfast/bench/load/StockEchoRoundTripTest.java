package dev.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.bench.peer.EchoStyle;
import dev.holdfast.bench.peer.StockEcho;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StockEchoRoundTripTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Payload SMALL = new Payload(Payload.Kind.BINARY, 64);

    @ParameterizedTest
    @CsvSource({
        "FLUSH_EACH, 64, 1, 1000",
        "FLUSH_EACH, 64, 16, 1000",
        "FLUSH_PER_READ, 64, 16, 1000",
        "FLUSH_PER_READ, 60000, 8, 50"
    })
    void every_message_comes_back_and_is_recognised(EchoStyle style, int size, int inFlight, int wanted) {
        Traffic resend = new Traffic() {
            @Override
            public void answered(Connection connection, int answers, long now) {
                connection.send(answers, now);
            }
        };
        try (StockEcho server = StockEcho.start(style::newHandler);
                ClientLoop loop = loop(server, new Payload(Payload.Kind.BINARY, size), resend)) {
            loop.open(3);
            loop.connections().forEach(connection -> connection.send(inFlight, System.nanoTime()));

            assertThat(loop.turnUntil(() -> loop.tally().answered >= wanted, PATIENCE))
                    .isTrue();
            loop.closeConnections();

            assertThat(loop.tally().faults()).isEmpty();
            assertThat(loop.tally().sent).isBetween(loop.tally().answered, loop.tally().answered + 3L * inFlight);
        }
    }

    @Test
    void pings_are_answered_in_between() {
        Supplier<ChannelHandler> pingFirst = () -> handler((context, frame) -> {
            context.write(new PingWebSocketFrame(Unpooled.copiedBuffer("still there?", StandardCharsets.US_ASCII)));
            context.writeAndFlush(frame.retain());
        });

        Tally tally = exchange(pingFirst, SMALL, 20);

        assertThat(tally.faults()).isEmpty();
        assertThat(tally.answered).isEqualTo(20);
        assertThat(tally.pings).isEqualTo(20);
    }

    private enum WrongServer {
        TOO_SHORT(Fault.PAYLOAD, "an echo of something else") {
            @Override
            WebSocketFrame answer(WebSocketFrame frame) {
                return new BinaryWebSocketFrame(frame.content().retainedSlice(0, 63));
            }
        },
        BIT_FLIPPED(Fault.PAYLOAD, "an echo of something else") {
            @Override
            WebSocketFrame answer(WebSocketFrame frame) {
                frame.content().setByte(63, frame.content().getByte(63) ^ 1);
                return frame.retain();
            }
        },
        OTHER_OPCODE(Fault.PROTOCOL, "an echo with another opcode: 1") {
            @Override
            WebSocketFrame answer(WebSocketFrame frame) {
                return new TextWebSocketFrame(frame.content().retain());
            }
        },
        CLOSING(Fault.DISCONNECTED, "the server closed with code 1008") {
            @Override
            WebSocketFrame answer(WebSocketFrame frame) {
                return new CloseWebSocketFrame(1008, "enough");
            }
        };

        final Fault fault;
        final String words;

        WrongServer(Fault fault, String words) {
            this.fault = fault;
            this.words = words;
        }

        abstract WebSocketFrame answer(WebSocketFrame frame);
    }

    @ParameterizedTest
    @EnumSource(WrongServer.class)
    void a_server_that_does_not_echo_is_caught(WrongServer server) {
        Tally tally =
                exchange(() -> handler((context, frame) -> context.writeAndFlush(server.answer(frame))), SMALL, 1);

        assertThat(tally.answered).isZero();
        assertThat(tally.faults()).containsEntry(server.fault, 1L).hasSize(1);
        assertThat(tally.firstFaults()).singleElement().asString().contains(server.words);
    }

    @Test
    void a_reply_too_many_is_caught() {
        Tally tally = exchange(
                () -> handler((context, frame) -> {
                    context.write(frame.copy());
                    context.writeAndFlush(frame.retain());
                }),
                SMALL,
                1);

        assertThat(tally.faults()).containsEntry(Fault.PAYLOAD, 1L);
        assertThat(tally.firstFaults()).singleElement().asString().contains("nobody asked for");
    }

    @Test
    void each_load_runs_clean_on_a_right_server() {
        Duration window = Duration.ofMillis(200);
        try (StockEcho server = StockEcho.start(EchoStyle.FLUSH_EACH::newHandler)) {
            LoadGenerator generator = new LoadGenerator(Endpoint.of(server.url()), new SplittableRandom(1));

            for (Load load : new Load[] {
                new Load.ClosedLoop(2, 4, SMALL, Duration.ZERO, window),
                new Load.OpenLoop(2, 1_000, SMALL, Duration.ZERO, window),
                new Load.Churn(4, Duration.ZERO, window)
            }) {
                LoadResult result = generator.run(load, MeasuredWindow.UNOBSERVED);

                assertThat(result.firstFaults()).as("%s", load).isEmpty();
                assertThat(result.answered()).as("%s", load).isPositive();
                assertThat(result.latencies().getTotalCount()).as("%s", load).isPositive();
                assertThat(result.window()).as("%s", load).isGreaterThanOrEqualTo(window);
            }
        }
    }

    @Test
    void idle_connections_are_held_and_closed() {
        try (StockEcho server = StockEcho.start(EchoStyle.FLUSH_EACH::newHandler)) {
            IdleConnections.open(Endpoint.of(server.url()), 30, new SplittableRandom(1))
                    .close();
        }
    }

    @Test
    void idle_connections_that_can_not_be_held_are_a_failure() {
        Supplier<ChannelHandler> hangUp =
                () -> handler((context, _) -> context.channel().close());
        try (StockEcho server = StockEcho.start(hangUp)) {
            assertThatExceptionOfType(LoadFailedException.class)
                    .isThrownBy(() -> IdleConnections.open(Endpoint.of(server.url()), 3, new SplittableRandom(1)))
                    .withMessageStartingWith("only 0 of 3 idle connections had a reply; first faults: [DISCONNECTED");
        }
    }

    @Test
    void a_server_that_is_not_there_is_a_failure() {
        StockEcho server = StockEcho.start(EchoStyle.FLUSH_EACH::newHandler);
        server.close();
        try (ClientLoop loop = loop(server, SMALL, new Traffic() {})) {
            assertThatExceptionOfType(LoadFailedException.class)
                    .isThrownBy(() -> loop.open(3))
                    .withMessageStartingWith("only 0 of 3 connections could be opened; first faults: [CONNECT");
        }
    }

    /// Sends messages one after the other on one connection until all are answered or something is wrong.
    private static Tally exchange(Supplier<ChannelHandler> echo, Payload payload, int messages) {
        try (StockEcho server = StockEcho.start(echo);
                ClientLoop loop = loop(server, payload, new Traffic() {})) {
            loop.open(1);
            Connection connection = loop.connections().getFirst();
            for (int i = 1; i <= messages && loop.tally().faultTotal() == 0; i++) {
                long wanted = i;
                connection.send(1, System.nanoTime());
                assertThat(loop.turnUntil(
                                () -> loop.tally().answered == wanted
                                        || loop.tally().faultTotal() > 0,
                                PATIENCE))
                        .isTrue();
            }
            loop.closeConnections();
            return loop.tally();
        }
    }

    private static ClientLoop loop(StockEcho server, Payload payload, Traffic traffic) {
        return new ClientLoop(Endpoint.of(server.url()), payload, traffic, new SplittableRandom(1));
    }

    private interface Answer {
        void to(ChannelHandlerContext context, WebSocketFrame frame);
    }

    private static ChannelHandler handler(Answer answer) {
        return new SimpleChannelInboundHandler<WebSocketFrame>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
                answer.to(context, frame);
            }
        };
    }
}
