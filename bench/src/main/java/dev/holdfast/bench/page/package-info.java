/// What the pages of figures are made of: series with their middle and ends, and tables.
@NullMarked
package dev.holdfast.bench.page;

import org.jspecify.annotations.NullMarked;
