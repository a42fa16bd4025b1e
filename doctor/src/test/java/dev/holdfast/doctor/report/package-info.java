/// Tests of how findings look.
@NullMarked
package dev.holdfast.doctor.report;

import org.jspecify.annotations.NullMarked;
