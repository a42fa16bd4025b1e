/// Peers that fall silent for real: processes of their own, some behind a network of their own.
@NullMarked
package dev.holdfast.server.peer;

import org.jspecify.annotations.NullMarked;
