/// The ends of the last while, for whoever asks why.
@NullMarked
package dev.holdfast.observe.ends;

import org.jspecify.annotations.NullMarked;
