/// Tests of the chat.
@NullMarked
package dev.holdfast.examples.chat;

import org.jspecify.annotations.NullMarked;
