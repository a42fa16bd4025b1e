package dev.holdfast.cli.command;

/// What the shell is told.
final class ExitStatus {
    /// Done, or stopped in order.
    static final int OK = 0;
    /// A fault of the program itself.
    static final int BROKEN = 1;
    /// Of a command that examines: something was found.
    static final int FINDINGS = 1;
    /// Something the caller can mend: arguments, configuration, a port, a file.
    static final int REFUSED = 2;

    private ExitStatus() {}
}
