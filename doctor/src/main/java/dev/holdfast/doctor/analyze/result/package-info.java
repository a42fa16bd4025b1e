/// What came out of an analysis, for everybody who shows it.
@NullMarked
package dev.holdfast.doctor.analyze.result;

import org.jspecify.annotations.NullMarked;
