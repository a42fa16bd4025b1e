package dev.holdfast.core.evidence;

/// What the log of another program can tell of an end.
public enum LoggedEnding {
    /// That it ended, and neither how nor by whom.
    UNTOLD("it does not tell how"),
    /// The opening handshake was answered with something else than 101.
    REFUSED("it answered something else than 101"),
    /// The client's side went away.
    CLIENT_GONE("the client's side went away"),
    /// The client's side reset TCP.
    CLIENT_RESET("the client's side reset TCP"),
    /// The backend's side went away.
    BACKEND_GONE("the backend's side went away"),
    /// The program's own limit of silence was reached.
    SILENCE("its own limit of silence was reached"),
    /// Somebody who operates the program ended it.
    OPERATOR("an operator ended it"),
    /// The program itself was stopped.
    STOPPED("the program was stopped");

    private final String meaning;

    LoggedEnding(String meaning) {
        this.meaning = meaning;
    }

    /// A clause about the program.
    public String meaning() {
        return meaning;
    }
}
