/// Tests of the report's three forms.
@NullMarked
package dev.holdfast.doctor.probe.report;

import org.jspecify.annotations.NullMarked;
