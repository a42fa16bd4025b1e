/// The Netty edge, where sockets become connections.
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
