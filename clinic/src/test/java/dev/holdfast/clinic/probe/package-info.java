/// Tests of the probe's servers.
@NullMarked
package dev.holdfast.clinic.probe;

import org.jspecify.annotations.NullMarked;
