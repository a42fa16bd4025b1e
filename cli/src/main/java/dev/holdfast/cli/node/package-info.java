/// A server and everything around it, started and stopped in order.
@NullMarked
package dev.holdfast.cli.node;

import org.jspecify.annotations.NullMarked;
