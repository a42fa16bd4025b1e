/// What is said about a connection: who it is, while it lives, and once it has ended.
@NullMarked
package dev.holdfast.core.connection;

import org.jspecify.annotations.NullMarked;
