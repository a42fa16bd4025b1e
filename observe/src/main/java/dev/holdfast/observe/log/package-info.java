/// The log: one event a line, written by a thread of its own so that no event loop waits for a disk.
@NullMarked
package dev.holdfast.observe.log;

import org.jspecify.annotations.NullMarked;
