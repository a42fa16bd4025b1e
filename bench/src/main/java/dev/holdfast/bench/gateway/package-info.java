/// The gateway beside nginx and HAProxy, each between the same load and the same backend.
@NullMarked
package dev.holdfast.bench.gateway;

import org.jspecify.annotations.NullMarked;
