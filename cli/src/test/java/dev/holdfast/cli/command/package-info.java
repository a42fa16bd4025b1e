/// Tests of what is typed, printed and returned.
@NullMarked
package dev.holdfast.cli.command;

import org.jspecify.annotations.NullMarked;
