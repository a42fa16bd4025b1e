package dev.holdfast.doctor.probe.wire;

/// A line of a head.
///
/// @param name in lower case where it was received
public record Header(String name, String value) {}
