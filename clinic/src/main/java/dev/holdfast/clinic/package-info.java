/// Every cause reproduced with real software, and the accuracy table of what Holdfast says of it.
@NullMarked
package dev.holdfast.clinic;

import org.jspecify.annotations.NullMarked;
