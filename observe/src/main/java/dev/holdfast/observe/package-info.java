/// placeholder
package dev.holdfast.observe;
