/// Reads frame headers in passing: counts, close frames and what breaks RFC 6455, without touching a byte.
@NullMarked
package dev.holdfast.proxy.frame;

import org.jspecify.annotations.NullMarked;
