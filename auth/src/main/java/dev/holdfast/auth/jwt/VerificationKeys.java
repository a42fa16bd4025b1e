package dev.holdfast.auth.jwt;

/// What decides whether a token's signature is good. Its kind also decides which algorithms count, so that a token
/// can't choose: neither `none`, nor HS256 with a public key taken for the secret.
public sealed interface VerificationKeys permits SharedSecret, TrustedPublicKey, KeyServer {}
