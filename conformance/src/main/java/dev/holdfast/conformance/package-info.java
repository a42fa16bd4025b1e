/// The Autobahn test suite against the running command, and the page that says how it went.
@NullMarked
package dev.holdfast.conformance;

import org.jspecify.annotations.NullMarked;
