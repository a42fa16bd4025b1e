/// Who is connecting: JSON Web Tokens and the keys that prove them.
@NullMarked
package dev.holdfast.auth;

import org.jspecify.annotations.NullMarked;
