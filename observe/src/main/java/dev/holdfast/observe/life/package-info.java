/// A sign of life beside the log, by which the next start learns how this run ended.
@NullMarked
package dev.holdfast.observe.life;

import org.jspecify.annotations.NullMarked;
