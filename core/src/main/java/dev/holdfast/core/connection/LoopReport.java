package dev.holdfast.core.connection;

import dev.holdfast.core.evidence.Counters;
import java.time.Duration;

/// The final statistics of one connection's message loop.
///
/// @param why what ended the loop, in a clause
/// @param state the lifecycle's word when it ended
public record LoopReport(ConnectionInfo info, String why, String state, Duration duration, Counters counters) {}
