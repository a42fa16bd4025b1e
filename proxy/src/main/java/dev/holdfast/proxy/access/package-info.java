/// Who is let in where that is the gateway's to decide, and what the backend is told of it.
@NullMarked
package dev.holdfast.proxy.access;

import org.jspecify.annotations.NullMarked;
