/// Where a setting was written: the tree that a file, variables and flags make together, and what is wrong with it.
@NullMarked
package dev.holdfast.cli.config.source;

import org.jspecify.annotations.NullMarked;
