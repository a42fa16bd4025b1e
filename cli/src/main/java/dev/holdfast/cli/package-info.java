/// placeholder
package dev.holdfast.cli;
