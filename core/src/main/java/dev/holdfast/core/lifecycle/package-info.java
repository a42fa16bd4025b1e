/// The life of one connection as a pure state machine: all transitions in one file.
@NullMarked
package dev.holdfast.core.lifecycle;

import org.jspecify.annotations.NullMarked;
