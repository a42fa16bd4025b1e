/// What is examined, and what must never be shown.
@NullMarked
package dev.holdfast.doctor.probe.target;

import org.jspecify.annotations.NullMarked;
