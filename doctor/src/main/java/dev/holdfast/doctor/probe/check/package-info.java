/// The battery, one check a file.
@NullMarked
package dev.holdfast.doctor.probe.check;

import org.jspecify.annotations.NullMarked;
