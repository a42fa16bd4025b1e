/// What many ends have in common that one alone can't show: limits that cut connections off, clients that reconnect in
/// a loop, ends that come all at once.
@NullMarked
package dev.holdfast.core.incident;

import org.jspecify.annotations.NullMarked;
