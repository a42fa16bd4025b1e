/// The JSON messages of `holdfast.v1`, and the few that plain clients know.
@NullMarked
package dev.holdfast.server.protocol;

import org.jspecify.annotations.NullMarked;
