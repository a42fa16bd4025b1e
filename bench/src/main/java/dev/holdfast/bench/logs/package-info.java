/// Makes logs of any size, and measures how fast they are analyzed.
@NullMarked
package dev.holdfast.bench.logs;

import org.jspecify.annotations.NullMarked;
