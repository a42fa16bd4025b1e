/// Tests of the battery against real sockets.
@NullMarked
package dev.holdfast.doctor.probe.check;

import org.jspecify.annotations.NullMarked;
