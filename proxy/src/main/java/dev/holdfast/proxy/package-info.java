/// The gateway: in front of a WebSocket backend in any language, relaying its bytes and explaining every end.
@NullMarked
package dev.holdfast.proxy;

import org.jspecify.annotations.NullMarked;
