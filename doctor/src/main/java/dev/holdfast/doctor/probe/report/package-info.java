/// The report for people, for programs and for a ticket.
@NullMarked
package dev.holdfast.doctor.probe.report;

import org.jspecify.annotations.NullMarked;
