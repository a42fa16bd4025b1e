package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.server.Connection;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Message;
import dev.holdfast.server.Route;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What the application's handler can do to its connection.
@Timeout(120)
class HandlerEndsTest {
    @TempDir
    private Path directory;

    private WholeNode serving(Handler handler, Route.Execution where) {
        return Nodes.development(directory)
                .serving(new Route("/ws", handler, where, true))
                .start();
    }

    private static Handler failingOn(String text) {
        return (connection, message) -> {
            if (message.text().equals(text)) {
                throw new IllegalStateException("canary: internal detail");
            }
            connection.send(message);
        };
    }

    @ParameterizedTest
    @EnumSource
    void an_exception_is_told_with_its_id_and_the_connection_goes_on(Route.Execution where) throws Exception {
        try (WholeNode node = serving(failingOn("bad"), where);
                RawClient client = node.open()) {
            client.text("bad");
            JsonNode error = JsonForm.tree(client.read().text());
            JsonNode line = node.line("handler-error");
            assertThat(error.get("type").asString()).isEqualTo("error");
            assertThat(error.get("code").asString()).isEqualTo("handler_failed");
            assertThat(error.get("id")).isEqualTo(line.get("error_id"));
            assertThat(error.toString()).doesNotContain("canary");
            assertThat(line.get("stack_trace").asString()).contains("canary: internal detail");
            awaitErrors(node, client, 1);
            node.time.advance(Duration.ofMillis(100));
            client.text("good");
            assertThat(client.read().text()).isEqualTo("good");
            client.close(1000, "");
            client.readClose();
            client.close();
            JsonNode end = node.explains(Ended.byTheClient(1000));
            assertThat(end.get("errors").asInt()).isEqualTo(1);
            assertThat(node.metrics().sum("holdfast_handler_errors_total")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_fails_again_and_again_pauses_longer_each_time_and_ends_at_the_limit(Route.Execution where)
            throws Exception {
        try (WholeNode node = serving(failingOn("bad"), where);
                RawClient client = node.open()) {
            for (int failure = 1; failure <= 5; failure++) {
                client.text("bad");
                assertThat(client.read().text()).contains("\"handler_failed\"").doesNotContain("canary");
                if (failure < 5) {
                    awaitErrors(node, client, failure);
                    node.time.advance(Duration.ofMillis(100L << (failure - 1)));
                }
            }
            RawClient.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeReason()).startsWith("handler-exception: ").doesNotContain("canary");
            client.close(1011, "").close();
            JsonNode end = node.explains(Expected.of(Cause.HANDLER_EXCEPTION).reporting(1011));
            assertThat(end.get("errors").asInt()).isEqualTo(5);
            assertThat(end.get("duration_seconds").asDouble()).isEqualTo(1.5);
            assertThat(node.line("loop-ended").get("iterations").asInt()).isEqualTo(5);
        }
    }

    /// The count is raised in the turn that also begins the pause, and a ping is answered in a later one.
    private static void awaitErrors(WholeNode node, RawClient client, int errors) throws IOException {
        Await.until(
                "failure " + errors + " is settled",
                () -> node.metrics().sum("holdfast_handler_errors_total") == errors);
        client.ping("settled");
        assertThat(client.read().opcode()).isEqualTo(10);
    }

    @Test
    void messages_that_come_during_the_pause_wait_for_its_end() throws Exception {
        try (WholeNode node = serving(failingOn("bad"), Route.Execution.EVENT_LOOP);
                RawClient client = node.open()) {
            client.text("bad").text("good").ping("p");
            assertThat(client.read().text()).contains("\"handler_failed\"");
            assertThat(client.read().text()).as("the ping, not the message").isEqualTo("p");
            node.time.advance(Duration.ofMillis(100));
            assertThat(client.read().text()).isEqualTo("good");
            client.close(1000, "");
            client.readClose();
            client.close();
            node.explains(Ended.byTheClient(1000));
        }
    }

    @Test
    void a_handler_that_hangs_neither_keeps_its_connection_nor_the_stop() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Handler hanging = (_, _) -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopping) {
                interrupted.countDown();
                throw stopping;
            }
        };
        try (WholeNode node = serving(hanging, Route.Execution.VIRTUAL_THREAD);
                RawClient client = node.open()) {
            client.text("x");
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
            var drained = node.drain();
            node.time.advance(Duration.ofSeconds(1));
            new Wire.Close(1012).readBy(client, Cause.DEPLOY_OR_DRAIN);
            client.close(1012, "").close();
            node.explainsBeforeTheLoopEnds(Expected.of(Cause.DEPLOY_OR_DRAIN)
                    .by(Initiator.OPERATOR)
                    .asExpected()
                    .reporting(1012));
            node.time.advance(Duration.ofMillis(20));
            assertThat(drained).isCompleted();
        }
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /// The stop begins while the handler still does something: it waits, and the loop's last line is in the log.
    @Test
    void what_a_handler_still_does_at_the_end_is_done_before_the_program_stops() throws Exception {
        CompletableFuture<Thread> stopping = new CompletableFuture<>();
        CountDownLatch done = new CountDownLatch(1);
        Handler tidy = new Handler() {
            @Override
            public void onMessage(Connection connection, Message message) {
                connection.send(message);
            }

            @Override
            public void onEnd(Connection connection, Explanation why) {
                Thread stop = stopping.join();
                Await.until(
                        "the stop waits for this",
                        () -> Arrays.stream(stop.getStackTrace())
                                .anyMatch(call -> call.getMethodName().equals("awaitTermination")));
                done.countDown();
            }
        };
        try (WholeNode node = serving(tidy, Route.Execution.VIRTUAL_THREAD);
                RawClient client = node.open()) {
            client.text("x");
            assertThat(client.read().text()).isEqualTo("x");
            client.close(1000, "");
            client.readClose();
            client.close();
            node.explainsBeforeTheLoopEnds(Ended.byTheClient(1000));
            stopping.complete(Thread.currentThread());
        }
        assertThat(done.getCount()).isZero();
    }

    @Test
    void a_handler_that_does_not_notice_the_end_is_named_when_it_has_stopped() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        Handler slow = new Handler() {
            @Override
            public void onMessage(Connection connection, Message message) throws InterruptedException {
                gone.await();
            }
        };
        try (WholeNode node = serving(slow, Route.Execution.VIRTUAL_THREAD);
                RawClient client = node.open()) {
            client.text("x").close(1000, "");
            client.readClose();
            client.close();
            JsonNode end = node.explainsBeforeTheLoopEnds(Ended.byTheClient(1000));
            node.time.advance(Duration.ofSeconds(6));
            gone.countDown();

            JsonNode line = node.line("handler-slow-to-stop");
            assertThat(line.get("level").asString()).isEqualTo("WARN");
            assertThat(line.get("cause").asString()).isEqualTo(Cause.HANDLER_SLOW_TO_STOP.id());
            assertThat(line.get("late_by_seconds").asDouble()).isEqualTo(6);
            assertThat(line.get("patience_seconds").asDouble()).isEqualTo(5);
            assertThat(line.get("connection_id")).isEqualTo(end.get("connection_id"));
        }
    }
}
