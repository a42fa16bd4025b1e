/// How the doctor's findings look: in a terminal, and on one page that can be attached to a ticket.
@NullMarked
package dev.holdfast.doctor.report;

import org.jspecify.annotations.NullMarked;
