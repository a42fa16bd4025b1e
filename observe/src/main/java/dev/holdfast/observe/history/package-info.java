/// The last hour, second by second, for whoever watches.
@NullMarked
package dev.holdfast.observe.history;

import org.jspecify.annotations.NullMarked;
