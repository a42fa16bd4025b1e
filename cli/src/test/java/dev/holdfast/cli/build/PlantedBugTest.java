package dev.holdfast.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// Bugs planted on purpose, compiled as the build compiles the program: by javac with the arguments of the root's
/// pom.xml and the flags of .mvn/jvm.config. A check that was switched off by accident is noticed here.
class PlantedBugTest {
    private static final String ARGUMENTS =
            "/project/build/pluginManagement/plugins/plugin[artifactId='maven-compiler-plugin']"
                    + "/executions/execution[id='default-compile']/configuration/compilerArgs/arg";

    @TempDir
    private Path folder;

    @Test
    void planted_bugs_fail_the_build() throws Exception {
        assertThat(compile("""
                static int dereferenced(@Nullable String text) {
                    return text.length();
                }

                static String returned(@Nullable String text) {
                    return text == null ? null : text;
                }

                static boolean compared(String one, String other) {
                    return one == other;
                }
                """))
                .contains("error: [NullAway] dereferenced expression 'text' is @Nullable")
                .contains("error: [NullAway] returning @Nullable expression")
                .contains("error: [ReferenceEquality]");
    }

    @Test
    void what_is_right_compiles() throws Exception {
        assertThat(compile("""
                static int length(@Nullable String text) {
                    return text == null ? 0 : text.length();
                }
                """)).isEmpty();
    }

    /// @return what javac says
    private String compile(String method) throws Exception {
        Path packageInfo = folder.resolve("package-info.java");
        Files.writeString(packageInfo, "@org.jspecify.annotations.NullMarked package dev.holdfast.planted;\n");
        Path planted = folder.resolve("Planted.java");
        Files.writeString(planted, """
                package dev.holdfast.planted;

                import org.jspecify.annotations.Nullable;

                final class Planted {
                    private Planted() {}

                %s}
                """.formatted(method));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
        Files.readAllLines(Path.of("..", ".mvn", "jvm.config")).stream()
                .map(flag -> "-J" + flag)
                .forEach(command::add);
        command.addAll(arguments());
        // Error Prone and NullAway are on the class path of the tests; Maven gives them to javac the same way.
        String classPath = System.getProperty("java.class.path");
        command.addAll(List.of("-processorpath", classPath, "-cp", classPath, "-d", folder.toString()));
        command.addAll(List.of(packageInfo.toString(), planted.toString()));
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(javac.waitFor() == 0).as(said).isEqualTo(!said.contains("error: "));
        return said;
    }

    private static List<String> arguments() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("..", "pom.xml").toFile());
        NodeList arguments =
                (NodeList) XPathFactory.newInstance().newXPath().evaluate(ARGUMENTS, pom, XPathConstants.NODESET);
        assertThat(arguments.getLength()).isPositive();
        return IntStream.range(0, arguments.getLength())
                .mapToObj(
                        index -> arguments.item(index).getTextContent().strip().replaceAll("\\s+", " "))
                .toList();
    }
}
