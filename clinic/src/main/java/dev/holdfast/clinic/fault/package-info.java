/// Faults as data, and the relay that commits them between two real ends.
@NullMarked
package dev.holdfast.clinic.fault;

import org.jspecify.annotations.NullMarked;
