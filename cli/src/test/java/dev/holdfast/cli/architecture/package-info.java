/// The house plan as tests: who may depend on whom, who may close a connection, what an event loop never does.
@NullMarked
package dev.holdfast.cli.architecture;

import org.jspecify.annotations.NullMarked;
