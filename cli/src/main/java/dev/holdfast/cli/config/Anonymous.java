package dev.holdfast.cli.config;

/// What becomes of clients without a credential.
public enum Anonymous {
    /// They are let in, as the user `anonymous`.
    ALLOW,
    /// They are not.
    REFUSE
}
