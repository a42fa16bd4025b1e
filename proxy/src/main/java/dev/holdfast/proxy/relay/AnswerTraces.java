package dev.holdfast.proxy.relay;

import dev.holdfast.proxy.http.AnswerHead;
import dev.holdfast.server.handshake.RequestHead;
import java.util.List;
import java.util.Set;

/// The headers of an answer by which boxes before a backend give themselves away, besides `Server` and `Via`.
final class AnswerTraces {
    private static final Set<String> HEADERS = Set.of(
            "apigw-requestid",
            "cf-ray",
            "fly-request-id",
            "x-amz-cf-id",
            "x-amzn-requestid",
            "x-azure-ref",
            "x-envoy-upstream-service-time",
            "x-served-by",
            "x-varnish");

    private AnswerTraces() {}

    /// Their names, in order.
    static List<String> of(AnswerHead answer) {
        return answer.headers().stream()
                .map(RequestHead.Header::name)
                .filter(HEADERS::contains)
                .distinct()
                .sorted()
                .toList();
    }
}
