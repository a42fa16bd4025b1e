package dev.holdfast.observe.log;

import java.io.PrintStream;
import java.time.ZoneId;

/// The readable log for people at a terminal, beside the JSON file.
///
/// @param out where it is written; a reader that stalls loses lines here and holds up nothing else
/// @param colour whether `out` is a terminal that shows colours
/// @param zone in which times are shown
public record ConsoleOptions(PrintStream out, boolean colour, ZoneId zone) {}
