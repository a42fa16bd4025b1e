/// What every log format is read as: connections that open and end with their facts, and what was noticed besides.
@NullMarked
package dev.holdfast.doctor.analyze.event;

import org.jspecify.annotations.NullMarked;
