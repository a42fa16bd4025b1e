/// Tests of the way from texts to records.
@NullMarked
package dev.holdfast.cli.config.bind;

import org.jspecify.annotations.NullMarked;
