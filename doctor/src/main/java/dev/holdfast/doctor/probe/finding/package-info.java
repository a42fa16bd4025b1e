/// What came of an examination: rows, findings and the whole report, as values.
@NullMarked
package dev.holdfast.doctor.probe.finding;

import org.jspecify.annotations.NullMarked;
