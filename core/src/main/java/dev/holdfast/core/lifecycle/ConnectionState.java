package dev.holdfast.core.lifecycle;

/// Where a connection is in its life. Names say who acted.
public enum ConnectionState {
    /// TCP is up; the opening handshake request is not complete yet.
    ACCEPTED("accepted"),
    /// The request was good; who it is from is being found out.
    AUTHENTICATING("authenticating"),
    /// Upgraded; the first message must bring the credential.
    AWAITING_CREDENTIAL("awaiting-credential"),
    /// The application talks with the client.
    OPEN("open"),
    /// An HTTP answer other than 101 is on its way out.
    REFUSED_BY_US("refused-by-us"),
    /// We sent a close frame first and wait for the peer's.
    CLOSING_BY_US("closing-by-us"),
    /// The peer sent a close frame first; ours answers it.
    CLOSING_BY_PEER("closing-by-peer"),
    /// Nothing more is to be said; TCP is being ended.
    FINISHING("finishing"),
    /// TCP is gone and the end has been reported.
    ENDED("ended");

    private final String word;

    ConnectionState(String word) {
        this.word = word;
    }

    /// As it stands in log and API.
    public String word() {
        return word;
    }

    /// Whether the opening handshake was answered with 101 and no end has begun.
    public boolean upgraded() {
        return this == AWAITING_CREDENTIAL || this == OPEN;
    }

    /// Whether an end has begun: from here on no other cause can be given.
    public boolean ending() {
        return compareTo(REFUSED_BY_US) >= 0;
    }
}
