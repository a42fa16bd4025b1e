/// Tests of where settings are written.
@NullMarked
package dev.holdfast.cli.config.source;

import org.jspecify.annotations.NullMarked;
