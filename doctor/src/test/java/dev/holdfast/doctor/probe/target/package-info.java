/// Tests of what is examined and what is never shown.
@NullMarked
package dev.holdfast.doctor.probe.target;

import org.jspecify.annotations.NullMarked;
