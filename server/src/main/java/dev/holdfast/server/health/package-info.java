/// How this node itself is doing, measured beside the event loops: so that a trouble of ours is never taken
/// for one of a client's.
@NullMarked
package dev.holdfast.server.health;

import org.jspecify.annotations.NullMarked;
