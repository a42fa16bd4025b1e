/// placeholder
package dev.holdfast.bench;
