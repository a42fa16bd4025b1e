/// The one place that knows how facts, ends and explanations look as JSON, in the log and over HTTP alike.
@NullMarked
package dev.holdfast.observe.json;

import org.jspecify.annotations.NullMarked;
