/// placeholder
package dev.holdfast.core;
