package dev.holdfast.core.evidence;

/// What the log of another program can tell of an end.
public enum LoggedEnding {
    /// That it ended, and neither how nor by whom.
    UNTOLD("it does not tell how"),
    /// The opening handshake was answered with something else than 101.
    REFUSED("it answered something else than 101"),
    /// The same, as a client logs it: then it was not the program itself.
    ANSWERED("the server answered something else than 101"),
    /// As a client logs it: it did not accept the 101.
    REPLY_REFUSED("it did not accept the 101"),
    /// As a client logs it: there was no connection.
    UNREACHED("no connection could be made"),
    /// As a client logs it.
    UNTRUSTED("it did not trust the certificate"),
    /// As a client logs it that does not log codes.
    CLIENT_CLOSED("the client's close frame came first"),
    /// As a client logs it that does not log codes.
    SERVER_CLOSED("the server's close frame came first"),
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
