package dev.holdfast.clinic.cases;

import dev.holdfast.clinic.trial.ClinicCase;
import java.util.List;
import java.util.stream.Stream;

/// All cases.
public final class Cases {
    private Cases() {}

    public static List<ClinicCase> all() {
        return Stream.of(
                        HandshakeCases.all(),
                        DroppedCases.all(),
                        AdmissionCases.all(),
                        FrameCases.all(),
                        FloodCases.all(),
                        OpenFilesCases.all(),
                        CutOffCases.all(),
                        LoadBalancerCases.all(),
                        ProxyRestartCases.all(),
                        PathCases.all(),
                        SilentClientCases.all(),
                        LeavingCases.all(),
                        SuspendedCases.all(),
                        NetworkChangeCases.all(),
                        TokenCases.all(),
                        CarrierCases.all(),
                        CookieCases.all(),
                        KeyServerCases.all(),
                        ClockCases.all(),
                        ApplicationCases.all(),
                        SlowHandlerCases.all(),
                        StopCases.all(),
                        BlockedServerCases.all(),
                        LoopCases.all(),
                        StormCases.all(),
                        PageCases.all(),
                        PageReportCases.all(),
                        OperatorCases.all(),
                        GatewayHandshakeCases.all(),
                        GatewayTokenCases.all(),
                        GatewayEndCases.all(),
                        GatewayHeartbeatCases.all(),
                        GatewayTlsCases.all(),
                        GatewayFrameCases.all(),
                        GatewayBetweenCases.all(),
                        GatewayCutOffCases.all(),
                        GatewayLossCases.all(),
                        GatewayPingCases.all(),
                        GatewaySlowCases.all(),
                        GatewayPairCases.all(),
                        GatewayMatrix.cases(),
                        HealthyCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /// Whether it takes minutes, so that it is played only when it is asked for by name.
    public static boolean isLong(ClinicCase each) {
        return each.longest() > 300;
    }
}
