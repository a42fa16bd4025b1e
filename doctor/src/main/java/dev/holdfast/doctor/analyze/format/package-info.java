/// The log formats: each recognises itself and turns its lines into events.
@NullMarked
package dev.holdfast.doctor.analyze.format;

import org.jspecify.annotations.NullMarked;
