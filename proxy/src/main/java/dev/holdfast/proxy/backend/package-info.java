/// The backends and the way to them.
@NullMarked
package dev.holdfast.proxy.backend;

import org.jspecify.annotations.NullMarked;
