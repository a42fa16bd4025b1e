/// Tests of starting and stopping.
@NullMarked
package dev.holdfast.cli.node;

import org.jspecify.annotations.NullMarked;
