package dev.holdfast.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The core takes facts and returns findings: no clock, no chance, no thread, no output. Elsewhere the clock is a
/// port too, so that the tester owns it.
final class Purity {
    private static final Set<String> OUTSIDE_WORLD = Set.of(
            "getenv",
            "getProperty",
            "getProperties",
            "setProperty",
            "exit",
            "gc",
            "setOut",
            "setErr",
            "setIn",
            "getLogger",
            "load",
            "loadLibrary",
            "console");

    private Purity() {}

    static List<ArchRule> in(String root) {
        return List.of(core(root), oneClock(root), oneLog(root));
    }

    private static ArchRule core(String root) {
        return classes()
                .that()
                .resideInAPackage(root + ".core..")
                .should(Accesses.never("touch a thread, the process or chance", Purity::impure))
                .allowEmptyShould(true)
                .because("every scenario of the core is a unit test of microseconds, and its answer never changes");
    }

    private static ArchRule oneClock(String root) {
        return classes()
                .that()
                .resideInAnyPackage(
                        root + ".core..", root + ".auth..", root + ".server..", root + ".proxy..", root + ".observe..")
                .and(Accesses.notWithin(root + ".core.port.TimeSource"))
                .should(Accesses.never("read a clock", Purity::readsClock))
                .allowEmptyShould(true)
                .as("only TimeSource reads a clock")
                .because("the tester owns the clock");
    }

    private static ArchRule oneLog(String root) {
        return classes()
                .that()
                .resideInAnyPackage(root + ".core..", root + ".auth..", root + ".server..", root + ".proxy..")
                .should(Accesses.never("print or log", Purity::prints))
                .allowEmptyShould(true)
                .as("core, auth, server and proxy neither print nor log")
                .because("facts go to the listeners; one event logged in two layers is two truths");
    }

    private static boolean impure(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        return is(owner, Thread.class, ThreadLocal.class, ThreadGroup.class, Process.class, ProcessBuilder.class)
                || is(owner, Runtime.class, Timer.class, Random.class, RandomGenerator.class)
                || owner.isEquivalentTo(System.class) && OUTSIDE_WORLD.contains(name)
                || owner.isEquivalentTo(Math.class) && name.equals("random")
                || owner.isEquivalentTo(UUID.class) && name.equals("randomUUID")
                || owner.isAssignableTo("java.security.SecureRandom")
                || owner.isEquivalentTo(Object.class)
                        && Set.of("wait", "notify", "notifyAll").contains(name);
    }

    private static boolean readsClock(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        return owner.isEquivalentTo(System.class) && (name.equals("nanoTime") || name.equals("currentTimeMillis"))
                || owner.getPackageName().startsWith("java.time") && name.equals("now")
                || owner.isAssignableTo(Clock.class)
                || owner.isAssignableTo(Date.class);
    }

    private static boolean prints(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        return owner.isEquivalentTo(System.class)
                        && Set.of("out", "err", "getLogger").contains(name)
                || owner.isAssignableTo(System.Logger.class)
                || owner.isAssignableTo(Throwable.class) && name.equals("printStackTrace");
    }

    private static boolean is(JavaClass owner, Class<?>... types) {
        for (Class<?> type : types) {
            if (owner.isAssignableTo(type)) {
                return true;
            }
        }
        return false;
    }
}
