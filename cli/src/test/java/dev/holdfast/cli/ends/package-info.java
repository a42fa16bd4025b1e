/// Every rejection and end that the server decides, over a real socket against a whole node: what goes over
/// the wire, and what log, metrics, diagnostics and `/why` say of it.
@NullMarked
package dev.holdfast.cli.ends;

import org.jspecify.annotations.NullMarked;
