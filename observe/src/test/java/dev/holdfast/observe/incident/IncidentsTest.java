package dev.holdfast.observe.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.core.incident.IncidentKind;
import dev.holdfast.observe.Observability;
import dev.holdfast.observe.ObserveOptions;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.log.LogOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class IncidentsTest {
    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();

    private Observability start() throws IOException {
        return Observability.start(
                new ObserveOptions(LogOptions.to(folder.resolve("backend.log")), null, "1.2.3"), time);
    }

    private List<JsonNode> log(String event) throws IOException {
        return Files.readAllLines(folder.resolve("backend.log")).stream()
                .map(JsonForm::tree)
                .filter(line -> line.path("event").asString().equals(event))
                .toList();
    }

    /// Lost after 61 s, again and again.
    private void lostAtOneAge(Observability observability, int times) {
        for (int i = 1; i <= times; i++) {
            time.advance(Duration.ofSeconds(40));
            EndRecord end = Ends.lost(Ends.connection("c-" + i));
            observability.listener().opened(end.info());
            observability.listener().ended(end);
        }
    }

    @Test
    void what_is_known_before_an_end_is_in_its_first_line_and_what_is_learned_later_in_a_second_one() throws Exception {
        try (Observability observability = start()) {
            lostAtOneAge(observability, 4);
            assertThat(observability.ends().newest(10, null))
                    .extracting(end -> end.explanation().cause().id())
                    .containsOnly("max-lifetime");
        }

        assertThat(log("connection-ended"))
                .extracting(line -> line.at("/explanation/cause").asString())
                .containsExactly("unexplained", "unexplained", "max-lifetime", "max-lifetime");
        assertThat(log("end-explained-again"))
                .extracting(line -> line.path("connection_id").asString())
                .containsExactly("c-1", "c-2");
        assertThat(log("incident-opened")).singleElement().satisfies(line -> {
            assertThat(line.path("message").asString())
                    .isEqualTo("WebSocket incident opened: cut-off, max-lifetime, 3 times");
            assertThat(line.path("level").asString()).isEqualTo("WARN");
            assertThat(line.path("limit_seconds").asDouble()).isEqualTo(60.998);
            assertThat(line.path("measure").asString()).isEqualTo("age");
            assertThat(line.at("/explanation/evidence").isArray()).isTrue();
        });
    }

    @Test
    void the_first_line_alone_is_enough_to_explain_the_end_again() throws Exception {
        try (Observability observability = start()) {
            lostAtOneAge(observability, 3);
        }
        JsonNode last = log("connection-ended").getLast();

        assertThat(CauseCatalog.classifier().explain(JsonForm.end(last).timeline()))
                .isEqualTo(JsonForm.end(last).explanation());
    }

    @Test
    void a_loop_has_one_line_when_it_begins_and_one_when_it_is_over_and_can_be_asked_for_later() throws Exception {
        try (Observability observability = start()) {
            for (int i = 1; i <= 40; i++) {
                time.advance(Duration.ofSeconds(2));
                observability.listener().ended(Ends.rejected(Ends.connection("r-" + i)));
                observability.incidents().look();
            }
            Incident open = observability
                    .incidents()
                    .list(10, IncidentKind.RECONNECT_LOOP, true)
                    .getFirst();
            assertThat(open.count()).isEqualTo(40);
            assertThat(observability.incidents().openByCause()).hasSize(1).containsValue(1);
            time.advance(Duration.ofSeconds(61));
            observability.incidents().look();

            assertThat(observability.incidents().openByCause()).isEmpty();
            assertThat(observability.incidents().find(open.id()))
                    .satisfies(over -> assertThat(over.open()).isFalse());
        }

        assertThat(log("incident-opened")).hasSize(1);
        assertThat(log("incident-ended")).singleElement().satisfies(line -> {
            assertThat(line.path("level").asString()).isEqualTo("INFO");
            assertThat(line.path("count").asInt()).isEqualTo(40);
            assertThat(line.at("/client/trust").asString()).isEqualTo("user");
            assertThat(line.path("period_seconds").asDouble()).isEqualTo(2.0);
        });
    }

    @Test
    void incidents_can_be_asked_for_while_they_grow() throws Exception {
        try (Observability observability = start();
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            CountDownLatch done = new CountDownLatch(2);
            for (int thread = 0; thread < 2; thread++) {
                int number = thread;
                threads.submit(() -> {
                    for (int i = 0; i < 2000; i++) {
                        observability.listener().ended(Ends.rejected(Ends.connection("r-" + number + "-" + i)));
                    }
                    done.countDown();
                });
            }
            long before = 0;
            while (done.getCount() > 0) {
                List<Incident> now = observability.incidents().list(10, null, null);
                long count = now.isEmpty() ? 0 : now.getFirst().count();
                assertThat(count).isGreaterThanOrEqualTo(before);
                before = count;
            }
            assertThat(observability.incidents().list(10, IncidentKind.RECONNECT_LOOP, null))
                    .singleElement()
                    .satisfies(loop -> assertThat(loop.count()).isEqualTo(4000));
        }
    }
}
