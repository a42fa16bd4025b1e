package dev.holdfast.proxy.relay;

/// Where a connection through the gateway is in its life.
enum RelayState {
    /// TCP is up; the request is not complete yet.
    ACCEPTED("accepted"),
    /// Whether the client is let in is being found out.
    AUTHENTICATING("authenticating"),
    /// A connection to the backend is being made.
    CONNECTING("connecting"),
    /// The backend has the request; its answer has not come.
    AWAITING_ANSWER("awaiting-answer"),
    /// Upgraded: bytes pass both ways.
    OPEN("open"),
    /// The backend's answer is not 101 and is passing.
    PASSING_ANSWER("passing-answer"),
    /// An answer of our own is on its way out.
    REFUSED_BY_US("refused-by-us"),
    /// Nothing more is to be said; what is left of TCP is being ended.
    FINISHING("finishing"),
    /// Both legs are gone and the end has been reported.
    ENDED("ended");

    private final String word;

    RelayState(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /// Whether nothing but an end can follow.
    boolean ending() {
        return compareTo(PASSING_ANSWER) >= 0;
    }
}
