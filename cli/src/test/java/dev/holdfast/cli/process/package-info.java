/// Tests of the program as a process of its own.
@NullMarked
package dev.holdfast.cli.process;

import org.jspecify.annotations.NullMarked;
