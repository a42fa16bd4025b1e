/// The `holdfast` command: options and the wiring of everything else.
@NullMarked
package dev.holdfast.cli;

import org.jspecify.annotations.NullMarked;
