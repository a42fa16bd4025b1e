/// One client's connection through the gateway: two legs, one timeline, one record.
@NullMarked
package dev.holdfast.proxy.relay;

import org.jspecify.annotations.NullMarked;
