/// From a tree of texts to records, and back to text. Knows records, not what Holdfast's mean.
@NullMarked
package dev.holdfast.cli.config.bind;

import org.jspecify.annotations.NullMarked;
