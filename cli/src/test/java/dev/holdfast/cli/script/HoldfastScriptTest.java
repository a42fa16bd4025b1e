package dev.holdfast.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are bash scripts")
class HoldfastScriptTest {
    private static final Duration LATER = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new Checkout(folder);
        checkout.jdk("jdk-25", "25.0.1");
    }

    @Test
    void the_first_use_builds_and_says_so() throws IOException {
        Checkout.Run run = checkout.holdfast("dev");

        assertThat(run.status()).isZero();
        assertThat(run.err().lines()).singleElement().asString().startsWith("holdfast: first use: building");
        assertThat(checkout.mavenCalls()).isOne();
    }

    @Test
    void unchanged_sources_are_not_built_again() throws IOException {
        checkout.holdfast("dev");

        Checkout.Run run = checkout.holdfast("dev");

        assertThat(run.err()).isEmpty();
        assertThat(checkout.mavenCalls()).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core/src/main/java/Source.java",
                "cli/src/main/java/Source.java",
                "cli/pom.xml",
                "pom.xml",
                ".mvn/jvm.config"
            })
    void a_newer_source_is_built(String file) throws IOException {
        checkout.holdfast("dev");
        checkout.save(file, LATER);

        Checkout.Run run = checkout.holdfast("dev");

        assertThat(run.status()).isZero();
        assertThat(run.err().lines()).singleElement().asString().contains("sources are newer", "building");
        assertThat(checkout.mavenCalls()).isEqualTo(2);
    }

    @Test
    void a_deleted_source_is_a_change() throws IOException {
        checkout.holdfast("dev");
        Files.delete(checkout.root.resolve("core/src/main/java/Source.java"));
        checkout.save("core/src/main/java", LATER);

        checkout.holdfast("dev");

        assertThat(checkout.mavenCalls()).isEqualTo(2);
    }

    @Test
    void a_file_saved_while_the_build_runs_is_built_the_next_time() throws IOException {
        checkout.maven("while [ ! core/src/main/java/Source.java -nt cli/target/run/built.new ]; do"
                + " touch core/src/main/java/Source.java; done\n");
        checkout.holdfast("dev");
        checkout.maven("");
        checkout.save("mvnw", LATER.negated());

        checkout.holdfast("dev");

        assertThat(checkout.mavenCalls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench", "conformance"})
    void what_only_uses_the_command_is_not_part_of_it(String module) throws IOException {
        checkout.holdfast("dev");
        checkout.save(module + "/src/main/java/Source.java", LATER);

        checkout.holdfast("dev");

        assertThat(checkout.mavenCalls()).isOne();
    }

    @Test
    void a_build_that_fails_shows_its_errors_and_runs_nothing() throws IOException {
        checkout.maven("""
                echo '[INFO] noise'
                echo '[ERROR] /somewhere/Broken.java:[3,1] illegal start of type'
                echo '[ERROR] Re-run Maven using the -X switch to enable full debug logging.'
                exit 1
                """);

        Checkout.Run run = checkout.holdfast("dev");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("the build failed", "Broken.java:[3,1] illegal start of type", "target/build.log")
                .doesNotContain("noise", "-X switch");
    }

    @Test
    void after_a_build_that_failed_the_next_use_builds_again() throws IOException {
        checkout.holdfast("dev");
        checkout.save("pom.xml", LATER);
        checkout.maven("exit 1\n");
        checkout.holdfast("dev");
        checkout.save("pom.xml", LATER.negated());
        checkout.save("mvnw", LATER.negated());

        assertThat(checkout.holdfast("dev").status()).isEqualTo(2);
    }

    @Test
    void it_runs_in_the_directory_of_its_caller_through_a_link() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("else where")).toRealPath();
        Files.createSymbolicLink(elsewhere.resolve("hf"), Path.of("../checkout/holdfast"));

        Checkout.Run run = checkout.run(elsewhere, List.of("./hf", "analyze", "my log*.json", ""));

        assertThat(run.out().lines().skip(1).findFirst()).contains(elsewhere.toString());
        assertThat(run.out()).endsWith("/cli/target/run/holdfast.jar\nanalyze\nmy log*.json\n\n");
    }

    @Test
    void options_for_the_jvm_come_before_the_program_the_special_ones_last() throws IOException {
        Checkout.write(checkout.root.resolve("-Da=file"), "");
        checkout.with("JAVA_OPTS", "-Xmx64m  -Da=*").with("HOLDFAST_JAVA_OPTS", "-Xmx128m");

        assertThat(checkout.holdfast("dev").out()).contains("/build/java.args\n-Xmx64m\n-Da=*\n-Xmx128m\n-jar\n");
    }

    @Test
    void the_jvm_takes_the_place_of_the_script_so_that_signals_reach_it() {
        Checkout.Run run = checkout.holdfast("dev");

        assertThat(run.out().lines().findFirst()).contains(Long.toString(run.pid()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void two_at_once_build_once(boolean flock) throws IOException {
        if (!flock) {
            Files.deleteIfExists(checkout.tools.resolve("flock"));
        }
        // The build ends only when the second has said that it waits.
        checkout.maven("until grep -q waiting said; do sleep 0.02; done\n");
        List<String> command = List.of("bash", "-c", "./holdfast dev 2>>said");

        CompletableFuture<Checkout.Run> first = checkout.start(checkout.root, command);
        CompletableFuture<Checkout.Run> second = checkout.start(checkout.root, command);
        assertThat(first.join().status()).isZero();
        assertThat(second.join().status()).isZero();

        assertThat(checkout.mavenCalls()).isOne();
    }

    @Test
    void a_lock_whose_owner_is_gone_is_taken_over() throws IOException {
        Files.deleteIfExists(checkout.tools.resolve("flock"));
        // No process has this id: Linux and macOS end before it.
        Checkout.write(checkout.root.resolve("target/build.lock.d/pid"), "99999999");

        assertThat(checkout.holdfast("dev").status()).isZero();
    }
}
