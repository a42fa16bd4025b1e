/// Finding the credential in an opening handshake, and keeping it out of everything that is written down.
@NullMarked
package dev.holdfast.core.credential;

import org.jspecify.annotations.NullMarked;
