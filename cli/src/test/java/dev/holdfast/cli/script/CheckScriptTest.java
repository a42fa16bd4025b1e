package dev.holdfast.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are bash scripts")
class CheckScriptTest {
    private static final String PASSED = """
            mkdir -p core/target/surefire-reports cli/target/surefire-reports
            cat >core/target/surefire-reports/TEST-a.xml <<'END'
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="a.ATest" time="0.1" tests="12" errors="0" skipped="0" failures="0">
              <properties><property name="tests" value="99"/></properties>
              <testcase name="it_works" classname="a.ATest" time="0.1"/>
            </testsuite>
            END
            cat >cli/target/surefire-reports/TEST-b.xml <<'END'
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="b.BTest" time="0.1" tests="3" errors="1" skipped="2" failures="0">
              <testcase name="reads_by_jq" classname="b.BTest" time="0">
                <skipped message="jq &lt;1.5&gt; is &quot;old&quot;"/>
              </testcase>
              <testcase name="later" classname="b.BTest" time="0">
                <skipped/>
              </testcase>
            </testsuite>
            END
            """;

    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new Checkout(folder);
        checkout.jdk("jdk-25", "25.0.1");
        Checkout.program(checkout.tools.resolve("jq"), "");
        // A stand-in for root is not root.
        Checkout.program(checkout.tools.resolve("id"), "echo 1000\n");
    }

    @Test
    void the_last_line_is_the_sum_of_all_reports() throws IOException {
        checkout.maven(PASSED);

        Checkout.Run run = check();

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).endsWith("\nTests run: 15, Failures: 0, Errors: 1, Skipped: 2\n");
    }

    @Test
    void each_skipped_test_is_named_with_its_reason() throws IOException {
        checkout.maven(PASSED);

        assertThat(check().out().lines())
                .contains(
                        "check: skipped: b.BTest.reads_by_jq: jq <1.5> is \"old\"",
                        "check: skipped: b.BTest.later: no reason given");
    }

    @Test
    void the_status_is_mavens() throws IOException {
        checkout.maven(PASSED + "exit 7\n");

        Checkout.Run run = check();

        assertThat(run.status()).isEqualTo(7);
        assertThat(run.out()).endsWith("\nTests run: 15, Failures: 0, Errors: 1, Skipped: 2\n");
    }

    @Test
    void a_run_without_tests_fails() {
        Checkout.Run run = check();

        assertThat(run.status()).isOne();
        assertThat(run.err()).contains("no test was run");
        assertThat(run.out()).endsWith("\nTests run: 0, Failures: 0, Errors: 0, Skipped: 0\n");
    }

    @Test
    void reports_of_an_earlier_run_do_not_count() throws IOException {
        Checkout.write(
                checkout.root.resolve("core/target/surefire-reports/TEST-old.xml"),
                "<testsuite name=\"old\" tests=\"5\" errors=\"0\" skipped=\"0\" failures=\"0\">\n</testsuite>\n");
        checkout.save("core/target/surefire-reports/TEST-old.xml", Duration.ofHours(-1));

        assertThat(check().status()).isOne();
    }

    @Test
    void a_command_that_does_not_start_fails_the_check() throws IOException {
        checkout.maven(PASSED);
        Checkout.program(folder.resolve("jdks/jdk-25/bin/java"), "exit 3\n");

        assertThat(check().status()).isEqualTo(3);
    }

    @Test
    void a_missing_tool_that_can_not_be_installed_is_a_skip_that_is_said() throws IOException {
        checkout.maven(PASSED);
        checkout.remove("jq");

        Checkout.Run run = check();

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("check: skipped: tests that need jq, which is missing");
    }

    @Test
    void root_installs_a_missing_tool() throws IOException {
        checkout.maven(PASSED);
        checkout.remove("jq");
        Checkout.program(checkout.tools.resolve("id"), "echo 0\n");
        Checkout.program(
                checkout.tools.resolve("apt-get"),
                "[ \"$1\" != install ] || { : >'" + checkout.tools.resolve("jq") + "' && chmod +x '"
                        + checkout.tools.resolve("jq") + "'; }\n");

        Checkout.Run run = check();

        assertThat(run.out()).contains("check: installing jq").doesNotContain("check: skipped: tests that need jq");
    }

    @Test
    void an_account_without_a_home_keeps_its_libraries_in_the_checkout() throws IOException {
        checkout.maven(PASSED);
        checkout.with("HOME", folder.resolve("none").toString());

        check();

        assertThat(Files.readString(checkout.root.resolve("maven-calls")))
                .contains("-Dmaven.repo.local=" + checkout.root.toRealPath() + "/.holdfast/.m2/repository");
    }

    private Checkout.Run check() {
        return checkout.run(checkout.root, List.of("./check"));
    }
}
