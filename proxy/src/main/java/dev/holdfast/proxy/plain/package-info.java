/// Plain HTTP requests of a client's connection, one after the other, on their way to the backend and back.
@NullMarked
package dev.holdfast.proxy.plain;

import org.jspecify.annotations.NullMarked;
