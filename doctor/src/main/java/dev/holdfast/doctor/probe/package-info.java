/// A running URL examined from outside: a battery of checks whose findings are causes of the catalogue.
@NullMarked
package dev.holdfast.doctor.probe;

import org.jspecify.annotations.NullMarked;
