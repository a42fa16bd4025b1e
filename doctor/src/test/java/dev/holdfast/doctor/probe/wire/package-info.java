/// Tests of what is read and written on the wire.
@NullMarked
package dev.holdfast.doctor.probe.wire;

import org.jspecify.annotations.NullMarked;
