package dev.holdfast.bench.run;

/// What held connections cost a target, each connection's share of the growth.
///
/// @param heapBytes live objects on the Java heap
/// @param residentBytes resident memory outside the Java heap (the heap was resident before)
record IdleMeasurement(Target target, int connections, double heapBytes, double residentBytes) {}
