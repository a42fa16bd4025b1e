/// The language-neutral examples of `spec/vectors/`, held to the program.
@NullMarked
package dev.holdfast.observe.vectors;

import org.jspecify.annotations.NullMarked;
