/// The commands: what is typed, and what is printed and returned.
@NullMarked
package dev.holdfast.cli.command;

import org.jspecify.annotations.NullMarked;
