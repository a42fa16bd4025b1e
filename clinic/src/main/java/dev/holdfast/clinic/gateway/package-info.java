/// Which cause was played with which backend behind the gateway, and with a proxy in which place.
@NullMarked
package dev.holdfast.clinic.gateway;

import org.jspecify.annotations.NullMarked;
