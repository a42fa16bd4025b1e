/// The server and what an application of it sees: routes, handlers, connections, messages.
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
