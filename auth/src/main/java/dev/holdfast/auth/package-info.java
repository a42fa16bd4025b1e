/// Who is connecting: one authenticator for each way a credential can travel.
@NullMarked
package dev.holdfast.auth;

import org.jspecify.annotations.NullMarked;
