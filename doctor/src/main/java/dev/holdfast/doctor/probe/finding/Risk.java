package dev.holdfast.doctor.probe.finding;

/// What is wrong although no connection ends of it, so that the catalogue of causes has nothing to say. A
/// closed list.
public enum Risk {
    TOKEN_ECHOED(
            "token-echoed",
            Severity.SECURITY,
            "The server sends the token back",
            "Select a real subprotocol, never the entry that carries the token: answers stand in logs of proxies."),
    FOREIGN_ORIGIN_ACCEPTED(
            "foreign-origin-accepted",
            Severity.SECURITY,
            "Any web page can connect as its visitor",
            "Compare Origin with a list of your own pages wherever a cookie is accepted: browsers send it with the "
                    + "handshake of every site (cross-site WebSocket hijacking)."),
    TOKEN_NOT_CHECKED(
            "token-not-checked",
            Severity.SECURITY,
            "A token with a broken signature is accepted",
            "Verify the signature with the issuer's key, and refuse a token that does not fit; reading its claims is not "
                    + "enough."),
    EXPIRED_TOKEN_ACCEPTED(
            "expired-token-accepted",
            Severity.SECURITY,
            "An expired token is accepted",
            "Compare exp with the clock for every opening handshake, with a leeway of at most a minute or two."),
    CERTIFICATE_EXPIRES_SOON(
            "certificate-expires-soon",
            Severity.WARNING,
            "The certificate expires soon",
            "Renew it now, and look why the renewal did not happen by itself."),
    VIOLATION_IGNORED(
            "violation-ignored",
            Severity.WARNING,
            "The server goes on after bytes that it must not take",
            "Update the WebSocket library of the server: RFC 6455 has it fail the connection, and whoever forgives one "
                    + "error meets a worse one later.");

    private final String id;
    private final Severity severity;
    private final String title;
    private final String fix;

    Risk(String id, Severity severity, String title, String fix) {
        this.id = id;
        this.severity = severity;
        this.title = title;
        this.fix = fix;
    }

    /// As it stands in the report.
    public String id() {
        return id;
    }

    Severity severity() {
        return severity;
    }

    String title() {
        return title;
    }

    String fix() {
        return fix;
    }
}
