/// What is shipped for operators does what it says.
@NullMarked
package dev.holdfast.cli.ops;

import org.jspecify.annotations.NullMarked;
