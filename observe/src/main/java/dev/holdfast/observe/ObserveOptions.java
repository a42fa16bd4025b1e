package dev.holdfast.observe;

import dev.holdfast.observe.log.ConsoleOptions;
import dev.holdfast.observe.log.LogOptions;
import org.jspecify.annotations.Nullable;

/// What is observed and where it goes.
///
/// @param log the JSON log
/// @param console the readable log; absent where nobody looks at a terminal
/// @param version of the program, for the metric that says what runs
public record ObserveOptions(LogOptions log, @Nullable ConsoleOptions console, String version) {}
