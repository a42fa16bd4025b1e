package dev.holdfast.core.evidence;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a client says of a connection or an attempt that ended there: a claim, bounded and read by whoever
/// records it, never a credential. Every component is `null` where the client did not say, which is different
/// from zero and no.
///
/// @param agent what gathered it
/// @param opened whether the client saw the connection open
/// @param connect from the attempt to its opening or its failure
/// @param open from the opening to the end
/// @param close what the client's socket told
/// @param endedBy who ended it, as the client sees it
/// @param thrown the name of the exception of its constructor
/// @param found the cause that the client found by itself, one of ours or not
/// @param lastReceived how long before the end the last message came
/// @param lastSent how long before the end the last message went
/// @param bufferedBytes not yet sent at the end
/// @param hidden whether the page was not visible at the end
/// @param hiddenFor how long it had not been
/// @param frozen how long the browser had stopped the page in all. Of what the connection lived through, heard by a
/// message more than 5 s afterwards, our client tells nothing; so it is with `late`, `clockJump`, `offline` and
/// `networkChanges`
/// @param bfcache whether the page went into the back/forward cache while the connection was open
/// @param late how long nothing ran in the page, at worst, without `frozen`
/// @param lateHidden whether the page was hidden then
/// @param clockJump the greatest step of the wall clock against the monotonic one
/// @param pingLate how much later than announced the server's ping came, at worst
/// @param online whether the browser said so at the end
/// @param offline how long it had said no in all
/// @param network its name for the network at the end
/// @param networkChanges how often that changed while the connection was open
/// @param instances connections to this URL in the page just before the end
/// @param created connections to this URL that the page had made in the 10 s before this one began, this one
/// with them, without those that somebody else ended
/// @param stack a hash of the place in the page's program that closed it
/// @param tries failed attempts in a row before this report
/// @param age from the end to the sending of this report
public record ClientReport(
        @Nullable String tab,
        @Nullable String agent,
        @Nullable Boolean opened,
        @Nullable Duration connect,
        @Nullable Duration open,
        @Nullable SeenClose close,
        @Nullable EndedBy endedBy,
        @Nullable String thrown,
        @Nullable String found,
        @Nullable Duration lastReceived,
        @Nullable Duration lastSent,
        @Nullable Long bufferedBytes,
        @Nullable Boolean hidden,
        @Nullable Duration hiddenFor,
        @Nullable Duration frozen,
        @Nullable Boolean bfcache,
        @Nullable Duration late,
        @Nullable Boolean lateHidden,
        @Nullable Duration clockJump,
        @Nullable Duration pingLate,
        @Nullable Boolean online,
        @Nullable Duration offline,
        @Nullable String network,
        @Nullable Integer networkChanges,
        @Nullable Integer instances,
        @Nullable Integer created,
        @Nullable String stack,
        @Nullable Integer tries,
        @Nullable Duration age) {

    /// The `close` event of a WebSocket API, untouched: its code may be one that is never on the wire.
    ///
    /// @param clean `wasClean`
    /// @param error whether an error event came before
    public record SeenClose(
            @Nullable Integer code,
            @Nullable Boolean clean,
            @Nullable String reason,
            @Nullable Boolean error) {}

    /// Who ended it, as the client sees it.
    public enum EndedBy {
        /// Nobody there: the server, the path or the browser itself.
        REMOTE,
        /// A call of `close()` in the page.
        APPLICATION,
        /// The page was left or put away.
        PAGE,
        /// The client, because nothing came for too long.
        SILENCE,
        /// The client, because the connection did not answer after a sleep or a change of network.
        TEST,
        /// The client, because the attempt took too long.
        CONNECT_TIMEOUT,
        /// The browser, before anything was sent.
        BLOCKED
    }

    /// Whether the client says that the connection had opened.
    public boolean sawItOpen() {
        return opened != null && opened;
    }

    /// A duration that is at least as long, where one was said.
    public static boolean atLeast(@Nullable Duration said, Duration least) {
        return said != null && said.compareTo(least) >= 0;
    }
}
