/// placeholder
package dev.holdfast.server;
