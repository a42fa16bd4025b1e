/// What a case is, what it is played with, and how what Holdfast said of it is judged.
@NullMarked
package dev.holdfast.clinic.trial;

import org.jspecify.annotations.NullMarked;
