/// Every option, with its unit, default and danger where it is declared.
@NullMarked
package dev.holdfast.server.options;

import org.jspecify.annotations.NullMarked;
