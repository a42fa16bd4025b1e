/// Tests of whole configurations.
@NullMarked
package dev.holdfast.cli.config.load;

import org.jspecify.annotations.NullMarked;
