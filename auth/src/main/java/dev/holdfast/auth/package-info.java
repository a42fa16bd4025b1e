/// placeholder
package dev.holdfast.auth;
