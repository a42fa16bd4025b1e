package dev.holdfast.core.incident;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Presented;
import dev.holdfast.core.evidence.Fact;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// Who a client is from one connection to the next, by the best that is known of it.
///
/// @param trust what kind of name this is
/// @param id a user, a tab's id, a credential's mark or an address; the tab's id is the client's own word and
/// bounded
public record ClientKey(Trust trust, String id) {
    private static final int MOST_CHARACTERS = 64;

    /// Best first.
    public enum Trust {
        /// Who authenticated.
        USER("user"),
        /// The id that a `holdfast.v1` client gives its page.
        TAB("tab"),
        /// Who carries the same credential through a gateway, by its mark; several may share one.
        CREDENTIAL("credential"),
        /// The TCP peer, which is the same for all clients behind a proxy.
        ADDRESS("address");

        private final String word;

        Trust(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// Temporary users of development and the anonymous one are nobody in particular, so they are no key.
    static ClientKey of(EndRecord end, String host) {
        String user = end.info().account();
        if (user != null) {
            return new ClientKey(Trust.USER, user);
        }
        return end.timeline()
                .first(Fact.Hello.class)
                .map(Fact.Hello::tab)
                .filter(tab -> !tab.isBlank())
                .map(ClientKey::ofTab)
                .orElseGet(() -> ofStranger(end.info(), host));
    }

    /// The same of a connection that has just opened, before it says more.
    static ClientKey ofOpened(ConnectionInfo info) {
        String user = info.account();
        return user == null ? ofStranger(info, EndView.host(info.remoteAddress())) : new ClientKey(Trust.USER, user);
    }

    /// Who has no account and has said nothing of itself.
    public static ClientKey ofStranger(ConnectionInfo info, String host) {
        Presented presented = info.presented();
        return presented == null || presented.marks().isEmpty()
                ? new ClientKey(Trust.ADDRESS, host)
                : new ClientKey(Trust.CREDENTIAL, Collections.min(presented.marks()));
    }

    /// Whether several clients may have the same one.
    boolean shared() {
        return trust == Trust.ADDRESS || trust == Trust.CREDENTIAL;
    }

    /// @param tab as the client sent it
    public static ClientKey ofTab(String tab) {
        return new ClientKey(Trust.TAB, tab.substring(0, Math.min(tab.length(), MOST_CHARACTERS)));
    }

    // By hand, as what records get by themselves is half as fast; every connection looks itself up several times.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientKey(Trust itsTrust, String itsId) && trust == itsTrust && id.equals(itsId);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + trust.ordinal();
    }

    /// `user alice`.
    @Override
    public String toString() {
        return trust.word() + " " + id;
    }
}
