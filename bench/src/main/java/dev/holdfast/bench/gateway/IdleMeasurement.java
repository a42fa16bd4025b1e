package dev.holdfast.bench.gateway;

/// What held connections cost a proxy, each connection's share of the growth.
///
/// @param heapBytes live objects on the Java heap; 0 for who has none
/// @param residentBytes resident memory outside the Java heap (the heap was resident before), of all its processes
/// @param atRest resident memory of all its processes before the first connection, as it is run for the load
record IdleMeasurement(Way way, int connections, double heapBytes, double residentBytes, long atRest) {
    double bytes() {
        return heapBytes + residentBytes;
    }
}
