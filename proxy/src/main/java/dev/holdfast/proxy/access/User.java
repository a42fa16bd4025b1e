package dev.holdfast.proxy.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who was let in.
///
/// @param id as [dev.holdfast.core.credential.UserIdRule] has it
/// @param method the carrier's word
/// @param expiresAt when the credential stops being valid, if it does
public record User(String id, String method, @Nullable Instant expiresAt) {}
