/// Backends that several cases share, in the languages that people write them in.
@NullMarked
package dev.holdfast.clinic.backend;

import org.jspecify.annotations.NullMarked;
