/// One rule a file, pure and stateless; the catalogue lists them in their order of precedence.
@NullMarked
package dev.holdfast.core.cause.rules;

import org.jspecify.annotations.NullMarked;
