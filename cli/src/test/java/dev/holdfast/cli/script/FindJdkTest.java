package dev.holdfast.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are bash scripts")
class FindJdkTest {
    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new Checkout(folder);
    }

    @Test
    void the_named_jdk_is_taken_before_any_other() throws IOException {
        Path named = checkout.jdk(folder.resolve("named"), "25.0.1");
        checkout.with("HOLDFAST_JAVA_HOME", named.toString());
        checkout.with("JAVA_HOME", checkout.jdk("other", "25").toString());

        assertThat(found()).isEqualTo(named.toString());
    }

    @Test
    void a_named_jdk_of_another_version_is_refused_and_not_replaced() throws IOException {
        checkout.jdk("good", "25.0.1");
        checkout.with("HOLDFAST_JAVA_HOME", checkout.jdk("old", "17.0.9").toString());

        Checkout.Run run = checkout.sourced("find-jdk.sh", "find_jdk");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("HOLDFAST_JAVA_HOME", "jdks/old", "not a JDK 25");
    }

    @Test
    void java_home_is_taken_when_it_is_a_jdk_25() throws IOException {
        checkout.jdk("in-a-usual-folder", "25.0.3");
        Path home = checkout.jdk(folder.resolve("home 25"), "25");
        checkout.with("JAVA_HOME", home.toString());

        assertThat(found()).isEqualTo(home.toString());
    }

    @Test
    void java_home_of_another_version_is_passed_over() throws IOException {
        Path good = checkout.jdk("good", "25.0.1");
        checkout.with("JAVA_HOME", checkout.jdk("old", "17.0.9").toString());

        assertThat(found()).isEqualTo(good.toString());
    }

    @Test
    void java_on_the_path_leads_to_its_jdk_through_links() throws IOException {
        Path good = checkout.jdk(folder.resolve("far/away"), "25.0.1");
        Files.createSymbolicLink(folder.resolve("alternative"), good.resolve("bin/java"));
        Files.createSymbolicLink(checkout.tools.resolve("java"), Path.of("../alternative"));

        assertThat(found()).isEqualTo(good.toRealPath().toString());
    }

    @Test
    void a_script_on_the_path_is_asked_where_its_jdk_is() throws IOException {
        Path good = checkout.jdk(folder.resolve("far/away"), "25.0.1");
        Checkout.program(checkout.tools.resolve("java"), "echo '    java.home = " + good + "' >&2\n");

        assertThat(found()).isEqualTo(good.toString());
    }

    @Test
    void of_many_jdks_the_25_is_chosen() throws IOException {
        checkout.jdk("a-17", "17.0.9");
        checkout.jdk("b-250", "250.0.1");
        checkout.jdk("c-26", "26");
        checkout.jdk("d-1.8", "1.8.0_25");
        Path good = checkout.jdk("e-25", "25.0.1");

        assertThat(found()).isEqualTo(good.toString());
    }

    @Test
    void a_jdk_in_the_layout_of_a_mac_is_found() throws IOException {
        Path good = checkout.jdk("temurin-25.jdk/Contents/Home", "25.0.1");

        assertThat(found()).isEqualTo(good.toString());
    }

    @Test
    void a_runtime_without_compiler_is_not_a_jdk() throws IOException {
        Path runtime = checkout.jdk("runtime", "25.0.1");
        Files.delete(runtime.resolve("bin/javac"));

        assertThat(checkout.sourced("find-jdk.sh", "find_jdk").status()).isEqualTo(2);
    }

    @Test
    void without_one_a_sentence_says_what_to_install() {
        Checkout.Run run = checkout.holdfast("dev");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("holdfast: no JDK 25 was found")
                .contains("install", "https://adoptium.net", "HOLDFAST_JAVA_HOME");
    }

    private String found() {
        Checkout.Run run = checkout.sourced("find-jdk.sh", "find_jdk");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run.out().strip();
    }
}
