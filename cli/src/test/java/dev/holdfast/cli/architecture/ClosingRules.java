package dev.holdfast.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import java.util.Set;

/// No close without a cause: one package ends transports, and nobody goes round it, Netty's own closers included.
final class ClosingRules {
    private static final Set<String> CLOSERS =
            Set.of("close", "closeForcibly", "disconnect", "deregister", "shutdown", "shutdownOutput", "shutdownInput");

    private static final List<Class<?>> CLOSABLE =
            List.of(ChannelOutboundInvoker.class, Channel.Unsafe.class, DuplexChannel.class, ChannelGroup.class);

    private static final Set<String> CLOSING_LISTENERS = Set.of("CLOSE", "CLOSE_ON_FAILURE");

    /// Handlers of Netty that close by themselves and tell nobody why. Timeouts, limits and the 100-continue answer
    /// are ours, so that each leaves a fact; the frame codec is ours for the same reason.
    private static final String[] NETTY_CLOSES_BY_ITSELF = {
        "io.netty.handler.timeout.ReadTimeoutHandler",
        "io.netty.handler.timeout.WriteTimeoutHandler",
        "io.netty.handler.codec.http.HttpServerKeepAliveHandler",
        "io.netty.handler.codec.http.HttpServerExpectContinueHandler",
        "io.netty.handler.codec.http.HttpObjectAggregator"
    };

    private ClosingRules() {}

    static List<ArchRule> in(String root) {
        return List.of(oneCloser(root), noClosersOfNetty(root));
    }

    private static ArchRule oneCloser(String root) {
        return classes()
                .that()
                .resideInAnyPackage(root + ".server..", root + ".proxy..")
                .and()
                .resideOutsideOfPackage(root + ".server.transport")
                .should(Accesses.never("end a transport", ClosingRules::ends))
                .allowEmptyShould(true)
                .as("transports are ended only in server.transport")
                .because("its method takes a cause, and an end without a cause is what Holdfast exists to prevent");
    }

    private static ArchRule noClosersOfNetty(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(root + ".server..", root + ".proxy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.handler.codec.http.websocketx..")
                .orShould()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "close by themselves",
                        type -> Set.of(NETTY_CLOSES_BY_ITSELF).contains(type.getFullName())))
                .allowEmptyShould(true)
                .as("handlers of Netty that close by themselves are not used")
                .because("they close without leaving a fact");
    }

    private static boolean ends(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        if (owner.isEquivalentTo(ChannelFutureListener.class)) {
            return CLOSING_LISTENERS.contains(access.getName());
        }
        return CLOSERS.contains(access.getName()) && CLOSABLE.stream().anyMatch(owner::isAssignableTo);
    }
}
