/// Why a connection ended: the closed catalogue of causes, and the classifier that turns a timeline into one
/// explanation.
@NullMarked
package dev.holdfast.core.cause;

import org.jspecify.annotations.NullMarked;
