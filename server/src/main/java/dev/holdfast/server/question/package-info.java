/// Requests on the public port that want no WebSocket: why an attempt ended, a client's report, a small page.
@NullMarked
package dev.holdfast.server.question;

import org.jspecify.annotations.NullMarked;
