/// Close codes, close frames and how a transport ended: a close is an exchange, never one number.
@NullMarked
package dev.holdfast.core.close;

import org.jspecify.annotations.NullMarked;
