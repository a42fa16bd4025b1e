/// Deadlines, on a clock that tests can own.
@NullMarked
package dev.holdfast.server.time;

import org.jspecify.annotations.NullMarked;
