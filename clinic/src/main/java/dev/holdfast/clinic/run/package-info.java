/// Runs cases, many times and side by side, and writes what came of it.
@NullMarked
package dev.holdfast.clinic.run;

import org.jspecify.annotations.NullMarked;
