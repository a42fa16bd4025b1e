/// What the operating system and the JVM say about a process: its CPU time, its resident memory, its live heap.
@NullMarked
package dev.holdfast.bench.proc;

import org.jspecify.annotations.NullMarked;
