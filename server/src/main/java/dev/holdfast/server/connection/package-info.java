/// One WebSocket connection of the server, from the first byte to its one record.
@NullMarked
package dev.holdfast.server.connection;

import org.jspecify.annotations.NullMarked;
