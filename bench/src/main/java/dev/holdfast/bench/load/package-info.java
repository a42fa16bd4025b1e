/// A WebSocket load generator on plain NIO that shares no code with the servers it measures and checks every reply.
@NullMarked
package dev.holdfast.bench.load;

import org.jspecify.annotations.NullMarked;
