/// The opening handshake: reading the request, judging it, answering it.
@NullMarked
package dev.holdfast.server.handshake;

import org.jspecify.annotations.NullMarked;
