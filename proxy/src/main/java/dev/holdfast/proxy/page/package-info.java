/// The observer script, and how it gets into pages that pass through the gateway.
@NullMarked
package dev.holdfast.proxy.page;

import org.jspecify.annotations.NullMarked;
