/// One-time tickets, for clients that can send nothing but an address.
@NullMarked
package dev.holdfast.auth.ticket;

import org.jspecify.annotations.NullMarked;
