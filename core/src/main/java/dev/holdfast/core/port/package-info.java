/// What the core's users plug in: authentication, listeners, time.
@NullMarked
package dev.holdfast.core.port;

import org.jspecify.annotations.NullMarked;
