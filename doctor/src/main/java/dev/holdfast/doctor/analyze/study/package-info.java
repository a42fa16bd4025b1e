/// Explains what was read, as a server explains it while it happens, and counts what came out.
@NullMarked
package dev.holdfast.doctor.analyze.study;

import org.jspecify.annotations.NullMarked;
