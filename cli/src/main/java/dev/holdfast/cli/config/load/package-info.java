/// The configuration as it is started with: layers laid over each other, secrets read, everything checked at once.
@NullMarked
package dev.holdfast.cli.config.load;

import org.jspecify.annotations.NullMarked;
