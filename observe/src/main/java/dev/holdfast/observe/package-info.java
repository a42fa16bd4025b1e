/// One truth about every connection, shown as log, metrics and diagnostics.
@NullMarked
package dev.holdfast.observe;

import org.jspecify.annotations.NullMarked;
