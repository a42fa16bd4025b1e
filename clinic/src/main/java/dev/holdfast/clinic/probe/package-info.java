/// The probe held against servers of which it is known what is wrong with them, and against healthy ones.
@NullMarked
package dev.holdfast.clinic.probe;

import org.jspecify.annotations.NullMarked;
