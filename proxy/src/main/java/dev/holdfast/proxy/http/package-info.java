/// HTTP on its way through: what is forwarded of a request, and where an answer ends.
@NullMarked
package dev.holdfast.proxy.http;

import org.jspecify.annotations.NullMarked;
