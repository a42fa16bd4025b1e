/// One comparison: starts the targets, loads them in turn, and writes down the ratios.
@NullMarked
package dev.holdfast.bench.run;

import org.jspecify.annotations.NullMarked;
