package dev.holdfast.observe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What pages that watch are told.
class LiveStreamTest {
    @TempDir
    Path folder;

    @AutoClose
    private RunningDiagnostics api;

    @BeforeEach
    void start() throws IOException {
        api = RunningDiagnostics.open(folder);
    }

    @Test
    void whoever_watches_is_told_of_the_program_the_hour_and_the_incidents_first() throws Exception {
        HttpResponse<InputStream> live = api.watch(api.to("/api/live"));
        assertThat(live.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        try (var lines = new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("event: about");
            assertThat(lines.readLine()).startsWith("data: {\"version\":\"1.2.3\"");
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).isEqualTo("event: history");
            assertThat(lines.readLine()).startsWith("data: [");
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).isEqualTo("event: incidents");
            assertThat(lines.readLine()).isEqualTo("data: []");
        }
    }

    @Test
    void pages_that_watch_are_bounded() throws Exception {
        List<HttpResponse<InputStream>> watching = new ArrayList<>();
        for (int i = 0; i < LiveStream.MOST; i++) {
            watching.add(api.watch(api.to("/api/live")));
        }
        assertThat(watching).allSatisfy(each -> assertThat(each.statusCode()).isEqualTo(200));
        assertThat(api.get("/api/live").statusCode()).isEqualTo(503);
        for (HttpResponse<InputStream> each : watching) {
            each.body().close();
        }
    }
}
