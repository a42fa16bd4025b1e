/// Holdfast side by side with its peers, as ratios measured in one run.
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
