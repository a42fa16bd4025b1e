/// Authentication by JSON Web Token: its form, its signature, its claims and the keys that decide.
@NullMarked
package dev.holdfast.auth.jwt;

import org.jspecify.annotations.NullMarked;
