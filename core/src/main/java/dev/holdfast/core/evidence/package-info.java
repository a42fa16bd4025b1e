/// What was observed of a connection: facts, in order, in a bounded timeline.
@NullMarked
package dev.holdfast.core.evidence;

import org.jspecify.annotations.NullMarked;
