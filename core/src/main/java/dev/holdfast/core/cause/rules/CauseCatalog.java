package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Classifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All rules. Their order is the precedence, and each line says why it stands where it does.
public final class CauseCatalog {
    private CauseCatalog() {}

    public static List<CauseRule> rules() {
        return List.of(
                // A fault of ours explains whatever followed it; nothing may be blamed on a peer then.
                new InternalFaultRule(),
                // Our own decisions: each rule looks at one kind, so their order among each other does not
                // matter.
                new DrainRule(),
                new HandshakeMalformedRule(),
                new HandshakeTimeoutRule(),
                new WrongPathRule(),
                new OriginRule(),
                new SubprotocolRule(),
                new AdmissionRule(),
                new HeldBackRule(),
                // Before the missing token, of which they are special cases; that it came at once says more than
                // whose page it was.
                new TokenNotReadyRule(),
                new CookieNotSentRule(),
                // Before the single token's time, of which it is the reason.
                new ClockSkewRule(),
                new AuthenticationRule(),
                new FirstMessageRule(),
                new BackendFailedRule(),
                new BackendSilentRule(),
                // Before the refusal alone: another attempt shows what it was for.
                new CarrierDifferenceRule(),
                // A gateway's: what the backend answered or closed with, before what anybody made of it.
                new BackendRefusedRule(),
                // Before every close or drop, because it names what the one who ended it complains of.
                new RelayedFlawRule(),
                // Bytes that waited explain a ping that waited behind them.
                new StandstillRule(),
                new BackendCrashRule(),
                // Our own standstill, before it is laid to whoever was behind it.
                new StalledGatewayRule(),
                // After the crash, which takes a ping on its way along.
                new RelayedPingRule(),
                // Before the backend's code alone: several equal silences say what it closed for.
                new BackendIdleRule(),
                new BackendClosedRule(),
                // Before every other drop right after a 101, because the backend's own 101 is at hand.
                new RelayedReplyRule(),
                // What only the client could know, before what we make of the same silence without it.
                new SuspendedClientRule(),
                new HeldBackScriptRule(),
                new ReportedNetworkRule(),
                new EffectChurnRule(),
                // What its coming back shows of a silence, before what the silence shows alone.
                new AddressChangedRule(),
                new HeartbeatRule(),
                new FrameViolationRule(),
                new SlowConsumerRule(),
                new HandlerExceptionRule(),
                new MaximumAgeRule(),
                new ClosedByOperatorRule(),
                // Before the plain application close: the same decision, with more to say about it.
                new LoopExitsEarlyRule(),
                new CloseUnansweredRule(),
                new IdlePolicyRule(),
                new ApplicationClosedRule(),
                // Our own trouble, before whatever it made the peer do.
                new FilesExhaustedRule(),
                new StalledServerRule(),
                // The peer's close frame: a complaint in it names more than the fact that it left.
                new LibraryTimeoutRule(),
                new BoxRestartRule(),
                new ExtensionWorkerRule(),
                new ClientComplaintRule(),
                // A special case of leaving, of a drop and of a handshake abandoned.
                new DoubleMountRule(),
                new ClientLeftRule(),
                // No decision and no close frame: only the transport speaks.
                new TlsFailedRule(),
                new DroppedAtOnceRule(),
                // What others beside it show says more than one loss alone; a limit says more than the moment.
                new CutOffRule(),
                new BackendCutOffRule(),
                new MassEndRule(),
                new BackendMassEndRule(),
                new SilentDropRule(),
                new KernelTimeoutRule(),
                new HandshakeAbandonedRule(),
                // Of another program's log, where none of the facts above can be.
                new LoggedEndRule());
    }

    /// The classifier over all rules.
    public static Classifier classifier() {
        return new Classifier(rules());
    }

    /// The rules but those named, in the same order: a control run shows with it what a rule is good for.
    ///
    /// @param names of rules: their classes' simple names, such as `DrainRule`
    /// @throws IllegalArgumentException when a name is no rule's
    public static List<CauseRule> rulesWithout(Set<String> names) {
        Set<String> unknown = new HashSet<>(names);
        List<CauseRule> kept = rules().stream()
                .filter(rule -> {
                    String name = rule.getClass().getSimpleName();
                    unknown.remove(name);
                    return !names.contains(name);
                })
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("found no rule " + unknown + ": expected names of "
                    + rules().stream()
                            .map(rule -> rule.getClass().getSimpleName())
                            .toList());
        }
        return kept;
    }
}
