/// What it costs to explain an end.
@NullMarked
package dev.holdfast.bench.explain;

import org.jspecify.annotations.NullMarked;
