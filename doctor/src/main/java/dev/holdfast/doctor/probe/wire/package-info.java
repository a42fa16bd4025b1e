/// One connection of the probe: blocking sockets, an opening handshake, frames, and the facts of it.
@NullMarked
package dev.holdfast.doctor.probe.wire;

import org.jspecify.annotations.NullMarked;
