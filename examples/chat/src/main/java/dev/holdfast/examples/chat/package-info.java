/// A chat with rooms.
@NullMarked
package dev.holdfast.examples.chat;

import org.jspecify.annotations.NullMarked;
