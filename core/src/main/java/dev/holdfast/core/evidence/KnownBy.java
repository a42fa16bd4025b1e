package dev.holdfast.core.evidence;

/// How it is known that two connections are one client's. Best first.
public enum KnownBy {
    /// The client itself named the earlier attempt by its id, which is random and nobody else's.
    ATTEMPT("it named this attempt as its own"),
    /// Both said the same id of a tab.
    TAB("it has the same tab id"),
    /// Both authenticated as the same user, with the same browser.
    USER("it is the same user with the same browser"),
    /// The same address, browser, page and path, and nobody else from there at that time.
    ADDRESS("it has the same address and browser");

    private final String meaning;

    KnownBy(String meaning) {
        this.meaning = meaning;
    }

    /// A clause about the later one.
    public String meaning() {
        return meaning;
    }
}
