/// Where the lines come from: files and standard input, compressed or not, bounded lines with their numbers.
@NullMarked
package dev.holdfast.doctor.analyze.source;

import org.jspecify.annotations.NullMarked;
