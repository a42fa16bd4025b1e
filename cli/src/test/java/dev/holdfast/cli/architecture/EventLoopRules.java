package dev.holdfast.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.channel.ChannelHandler;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/// A handler runs on an event loop that serves thousands of connections: one that waits stalls them all.
final class EventLoopRules {
    /// Methods that wait, by the type that declares them; subtypes are meant too.
    private static final Map<Class<?>, Set<String>> WAITS = Map.ofEntries(
            Map.entry(Thread.class, Set.of("sleep", "join")),
            Map.entry(Object.class, Set.of("wait")),
            Map.entry(LockSupport.class, Set.of("park", "parkNanos", "parkUntil")),
            // getNow and resultNow don't wait.
            Map.entry(
                    Future.class,
                    Set.of("get", "join", "sync", "await", "syncUninterruptibly", "awaitUninterruptibly")),
            Map.entry(CountDownLatch.class, Set.of("await")),
            Map.entry(CyclicBarrier.class, Set.of("await")),
            Map.entry(Condition.class, Set.of("await", "awaitNanos", "awaitUntil", "awaitUninterruptibly")),
            Map.entry(Semaphore.class, Set.of("acquire", "acquireUninterruptibly")),
            Map.entry(Phaser.class, Set.of("awaitAdvance", "awaitAdvanceInterruptibly", "arriveAndAwaitAdvance")),
            Map.entry(Exchanger.class, Set.of("exchange")),
            Map.entry(BlockingQueue.class, Set.of("put", "take")),
            Map.entry(ExecutorService.class, Set.of("awaitTermination", "invokeAll", "invokeAny", "close")),
            Map.entry(HttpClient.class, Set.of("send")));

    private EventLoopRules() {}

    static List<ArchRule> in(String root) {
        return List.of(classes()
                .that()
                .resideInAPackage(root + "..")
                .and(runOnAnEventLoop())
                .should(Accesses.never("wait", EventLoopRules::waits))
                .allowEmptyShould(true)
                .as("channel handlers never wait")
                .because("one waiting handler stalls every connection of its event loop"));
    }

    private static DescribedPredicate<JavaClass> runOnAnEventLoop() {
        return DescribedPredicate.describe(
                "are channel handlers or nested in one", EventLoopRules::isOrIsNestedInHandler);
    }

    private static boolean isOrIsNestedInHandler(JavaClass type) {
        return type.isAssignableTo(ChannelHandler.class)
                || type.getEnclosingClass()
                        .filter(EventLoopRules::isOrIsNestedInHandler)
                        .isPresent();
    }

    private static boolean waits(JavaAccess<?> access) {
        return WAITS.entrySet().stream()
                .anyMatch(declared -> declared.getValue().contains(access.getName())
                        && (declared.getKey() == Object.class
                                ? access.getTargetOwner().isEquivalentTo(Object.class)
                                : access.getTargetOwner().isAssignableTo(declared.getKey())));
    }
}
