/// What the build itself refuses.
@NullMarked
package dev.holdfast.cli.build;

import org.jspecify.annotations.NullMarked;
