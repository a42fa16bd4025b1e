/// WebSocket frames on the server's side of a connection, from bytes to messages and back, without an allocation
/// each.
@NullMarked
package dev.holdfast.server.frame;

import org.jspecify.annotations.NullMarked;
