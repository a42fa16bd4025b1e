/// Counting without allocation: figures that one thread writes and others read.
@NullMarked
package dev.holdfast.core.measure;

import org.jspecify.annotations.NullMarked;
