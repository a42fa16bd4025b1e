package dev.holdfast.core.evidence;

/// Why no answer to an opening handshake could be had from a backend.
public enum BackendProblem {
    NAME_UNKNOWN("its name could not be resolved"),
    REFUSED("nothing listens there: the connection was refused"),
    UNREACHABLE("there is no way to it"),
    CONNECT_TIMEOUT("it did not take the connection in time"),
    NO_LOCAL_PORT("no local port was left for a connection to it"),
    NO_FILE("no file descriptor was left for a connection to it"),
    CONNECT_FAILED("the connection failed"),
    TLS_FAILED("TLS with it failed"),
    ENDED_UNANSWERED("it took the connection and ended it without an answer"),
    ANSWER_TIMEOUT("it did not answer in time"),
    NOT_HTTP("its answer was not HTTP");

    private final String meaning;

    BackendProblem(String meaning) {
        this.meaning = meaning;
    }

    /// One clause, past tense, of the backend.
    public String meaning() {
        return meaning;
    }
}
