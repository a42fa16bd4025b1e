/// Counting without end in bounded memory: durations, moments, and what is frequent.
@NullMarked
package dev.holdfast.doctor.analyze.measure;

import org.jspecify.annotations.NullMarked;
