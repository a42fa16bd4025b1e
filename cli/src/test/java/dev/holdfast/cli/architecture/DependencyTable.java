package dev.holdfast.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Who may depend on whom. A module that needs more gets a line here, in the same commit and with its reason.
final class DependencyTable {
    private static final String[] NULLNESS = {"org.jspecify.annotations"};

    private DependencyTable() {}

    static List<ArchRule> in(String root) {
        return List.of(
                module(root, "core", dataTypesOfTheJdk(), own(root, "core")),
                module(root, "auth", jdk(), own(root, "core", "auth"), packages("com.nimbusds..", "javax.crypto..")),
                module(
                        root,
                        "server",
                        jdk(),
                        own(root, "core", "server"),
                        packages("io.netty..", "tools.jackson.core..", "javax.net.ssl..")),
                module(
                        root,
                        "proxy",
                        jdk(),
                        own(root, "core", "server", "proxy"),
                        // Of TLS only that it failed: Tls itself is the server's. Credentials are told apart by keyed
                        // marks.
                        packages("io.netty..", "javax.net.ssl..", "javax.crypto..")),
                module(
                        root,
                        "observe",
                        jdk(),
                        own(root, "core", "observe"),
                        packages(
                                "org.slf4j..",
                                "ch.qos.logback..",
                                "io.prometheus.metrics..",
                                "com.sun.net.httpserver",
                                "javax.management.."),
                        jackson()),
                // Of observe only the JSON form of facts and explanations, so that a log is read by the names it was
                // written with.
                module(
                        root,
                        "doctor",
                        jdk(),
                        packages(root + ".core..", root + ".doctor..", root + ".observe.json"),
                        packages("javax.net.ssl..", "javax.security.auth.x500"),
                        jackson()),
                module(
                        root,
                        "cli",
                        jdk(),
                        own(root, "core", "auth", "server", "proxy", "observe", "doctor", "cli"),
                        packages("picocli..", "org.slf4j..", "ch.qos.logback..", "javax.net.ssl.."),
                        signals(),
                        jackson()),
                nettyStaysAtTheEdge(root));
    }

    @SafeVarargs
    private static ArchRule module(String root, String module, DescribedPredicate<JavaClass>... allowed) {
        DescribedPredicate<JavaClass> any = packages(NULLNESS).or(arrayOfPrimitives());
        for (DescribedPredicate<JavaClass> more : allowed) {
            any = any.or(more);
        }
        return classes()
                .that()
                .resideInAPackage(root + "." + module + "..")
                .should()
                .onlyDependOnClassesThat(any.as("its line of the dependency table allows"))
                .allowEmptyShould(true)
                .as(module + " depends only on what its line of the dependency table allows");
    }

    private static ArchRule nettyStaysAtTheEdge(String root) {
        String[] edges = Stream.of("server", "proxy", "bench")
                .map(module -> root + "." + module + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(edges)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .allowEmptyShould(true)
                .as("Netty is used only in server, proxy and bench")
                .because("what a connection is and why it ended must not depend on how its bytes travelled");
    }

    private static DescribedPredicate<JavaClass> own(String root, String... modules) {
        return packages(
                Stream.of(modules).map(module -> root + "." + module + "..").toArray(String[]::new));
    }

    private static DescribedPredicate<JavaClass> packages(String... packages) {
        return resideInAnyPackage(packages);
    }

    private static DescribedPredicate<JavaClass> jackson() {
        // Jackson 3 kept the package of its annotations.
        return packages("tools.jackson..", "com.fasterxml.jackson.annotation");
    }

    private static DescribedPredicate<JavaClass> jdk() {
        return packages("java..")
                .and(DescribedPredicate.not(packages("java.util.logging", "java.sql..", "java.rmi..")));
    }

    /// A second SIGTERM can be heard by nothing else; the module jdk.unsupported is a supported one.
    private static DescribedPredicate<JavaClass> signals() {
        return DescribedPredicate.describe(
                "signals of the operating system", type -> type.getName().startsWith("sun.misc.Signal"));
    }

    /// Values and collections. What reads the outside world, waits or starts a thread is not on the list; the few
    /// such methods of listed classes are forbidden by [Purity].
    private static DescribedPredicate<JavaClass> dataTypesOfTheJdk() {
        return packages(
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.math",
                        "java.nio",
                        "java.nio.charset",
                        "java.security",
                        "java.text",
                        "java.time..",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream")
                // A growing byte array, in spite of its package.
                .or(equivalentTo(ByteArrayOutputStream.class))
                // Text to text, in spite of its package.
                .or(equivalentTo(URLDecoder.class))
                .or(equivalentTo(CompletableFuture.class))
                .or(equivalentTo(CompletionStage.class))
                .or(equivalentTo(TimeUnit.class));
    }

    private static DescribedPredicate<JavaClass> arrayOfPrimitives() {
        return DescribedPredicate.describe(
                "primitives and their arrays",
                type -> type.getBaseComponentType().isPrimitive());
    }
}
