/// Processes that are measured: started and ended, their CPU time, their resident memory, their live heap.
@NullMarked
package dev.holdfast.bench.proc;

import org.jspecify.annotations.NullMarked;
