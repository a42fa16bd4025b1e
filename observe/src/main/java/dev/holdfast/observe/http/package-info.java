/// The diagnostics API: what is connected, what ended and why, over HTTP for operators.
@NullMarked
package dev.holdfast.observe.http;

import org.jspecify.annotations.NullMarked;
