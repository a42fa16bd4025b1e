/// The peers that Holdfast is measured against, each a server in a process of its own.
@NullMarked
package dev.holdfast.bench.peer;

import org.jspecify.annotations.NullMarked;
