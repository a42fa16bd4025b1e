package dev.holdfast.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.bench.load.Endpoint;
import dev.holdfast.bench.load.IdleConnections;
import dev.holdfast.bench.peer.EchoStyle;
import dev.holdfast.bench.peer.StockEcho;
import dev.holdfast.bench.proc.Jvm;
import dev.holdfast.bench.proc.RunningServer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProxiesTest {
    private final Jvm jvm = Jvm.withHeap(Path.of("..", "build", "java.args"), "128m");

    @ParameterizedTest
    @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void a_proxy_passes_messages_with_the_settings_it_is_measured_with(Way way, @TempDir Path directory) {
        assumeTrue(
                way == Way.HOLDFAST
                        || way == Way.HAPROXY
                        || Programs.find("nginx").isPresent(),
                "nginx is not installed");
        assumeTrue(way != Way.HAPROXY || Programs.find("haproxy").isPresent(), "haproxy is not installed");

        try (StockEcho backend = StockEcho.start(EchoStyle.FLUSH_PER_READ::newHandler);
                RunningServer proxy = new Proxies(jvm, 2).start(way, backend.url(), directory, jvm)) {
            Endpoint through = Endpoint.of(proxy.url().resolve("/ws"));

            // Each of them exchanges a message and is closed in order, or this throws.
            assertThatCode(() -> IdleConnections.open(through, 4, new SplittableRandom())
                            .close())
                    .doesNotThrowAnyException();
            assertThat(proxy.pids()).hasSize(way == Way.NGINX || way == Way.NGINX_LOGGING ? 3 : 1);
        }
    }
}
