package dev.holdfast.server.question;

import dev.holdfast.core.port.ClientReports;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.server.Pages;
import dev.holdfast.server.handshake.OriginPolicy;

/// What plain requests on the public port are answered from.
///
/// @param origins pages that may read an answer or report an end
/// @param allowance how many reports one address may send
public record Questions(
        WhyAnswers why, ClientReports reports, ReportAllowance allowance, Pages pages, OriginPolicy origins) {}
