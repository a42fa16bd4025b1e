/// What many ends have in common: watched, remembered, and told once when it begins and once when it is over.
@NullMarked
package dev.holdfast.observe.incident;

import org.jspecify.annotations.NullMarked;
