/// Shows what came out: a page for a terminal, JSON, and a page in one file.
@NullMarked
package dev.holdfast.doctor.analyze.report;

import org.jspecify.annotations.NullMarked;
