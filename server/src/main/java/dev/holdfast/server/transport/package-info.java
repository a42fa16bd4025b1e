/// The thin boundary to Netty: bytes in and out, how a transport ended, and the only class that ends one.
@NullMarked
package dev.holdfast.server.transport;

import org.jspecify.annotations.NullMarked;
