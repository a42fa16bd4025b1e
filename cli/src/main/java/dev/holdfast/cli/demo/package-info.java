/// The page of `holdfast dev` on which connections can be broken, and the handler behind it.
@NullMarked
package dev.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
