package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.doctor.probe.target.Target;
import dev.holdfast.doctor.probe.wire.AnswerHead;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Budget;
import dev.holdfast.doctor.probe.wire.Conversation;
import dev.holdfast.doctor.probe.wire.Dialer;
import dev.holdfast.doctor.probe.wire.Got;
import dev.holdfast.doctor.probe.wire.HandshakeRequest;
import dev.holdfast.doctor.probe.wire.OutFrame;
import dev.holdfast.doctor.probe.wire.TokenBy;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of the battery: what is asked, and what earlier checks have learned for later ones. Used by
/// one thread, but for [#attempt], which `hold` uses from two.
final class Examination {
    /// Enough for every check at its longest; stated in the help, the documentation and the report.
    static final int MOST_CONNECTIONS = 80;

    private final ProbeOptions options;
    private final Budget budget = new Budget(MOST_CONNECTIONS);
    private final Dialer dialer;
    private final List<AnswerHead> seen = new ArrayList<>();
    private @Nullable ServerClock clock;
    private @Nullable InetAddress address;
    private boolean trusted = true;
    private boolean hasTls = true;
    private boolean opens;
    private boolean originRefused;
    private @Nullable TokenBy tokenBy;
    private @Nullable Attempt refusedWithout;

    Examination(ProbeOptions options) {
        this.options = options;
        this.dialer = new Dialer(options.target(), options.limits(), budget);
    }

    ProbeOptions options() {
        return options;
    }

    Target target() {
        return options.target();
    }

    Dialer dialer() {
        return dialer;
    }

    Budget budget() {
        return budget;
    }

    /// Where all attempts go.
    InetAddress address() {
        InetAddress present = address;
        if (present == null) {
            throw new IllegalStateException("asked for the address where none was reached");
        }
        return present;
    }

    boolean reached() {
        return address != null;
    }

    void reached(InetAddress found) {
        address = found;
    }

    /// TLS is asked for and does not come about.
    void noTls() {
        hasTls = false;
        trusted = false;
    }

    /// Whether a handshake can be made: TLS is up, or not asked for.
    boolean hasTls() {
        return hasTls;
    }

    /// The certificate is one that a client must refuse: no token goes there.
    void untrusted() {
        trusted = false;
    }

    boolean trusted() {
        return trusted;
    }

    /// The token, where one was given and may be sent.
    @Nullable
    String token() {
        return trusted ? options.token() : null;
    }

    /// Whether a connection comes about, so that there is something to talk on.
    boolean opens() {
        return opens;
    }

    void itOpens() {
        opens = true;
    }

    /// By which way a token is accepted; absent where none is needed or none helps.
    @Nullable
    TokenBy tokenBy() {
        return tokenBy;
    }

    void acceptedBy(TokenBy way) {
        tokenBy = way;
        opens = true;
    }

    /// The attempt without a token, where it was refused and a token was given.
    @Nullable
    Attempt refusedWithout() {
        return refusedWithout;
    }

    void refusedWithout(Attempt attempt) {
        refusedWithout = attempt;
    }

    /// All heads of answers, oldest first.
    synchronized List<AnswerHead> seen() {
        return List.copyOf(seen);
    }

    /// The given origin is the reason of a refusal: the rest is examined without it.
    void originIsRefused() {
        originRefused = true;
    }

    boolean originRefused() {
        return originRefused;
    }

    /// The handshake that this server's clients make, without a token.
    HandshakeRequest bare() {
        return HandshakeRequest.to(target())
                .from(originRefused ? null : options.origin())
                .offering(options.subprotocols());
    }

    /// The same with the token by the way that works.
    HandshakeRequest usual() {
        return credentialed(bare());
    }

    HandshakeRequest credentialed(HandshakeRequest request) {
        String token = token();
        return token == null || tokenBy == null ? request : request.carrying(tokenBy, token);
    }

    Attempt attempt(HandshakeRequest request) {
        Attempt attempt = Attempt.make(dialer, address(), request);
        switch (attempt.outcome()) {
            case Attempt.Answered(AnswerHead head, byte[] _) -> saw(head);
            case Attempt.Opened opened -> saw(opened.head());
            case Attempt.Failed _ -> {}
        }
        return attempt;
    }

    private synchronized void saw(AnswerHead head) {
        seen.add(head);
        ServerClock shown = ServerClock.of(head, Instant.now());
        clock = shown == null ? clock : shown;
    }

    /// The server's clock; absent where no answer showed it.
    synchronized @Nullable ServerClock clock() {
        return clock;
    }

    /// The usual connection, open and authenticated, and watched for an end that comes at once.
    ///
    /// @return `null` where it did not come about, or ended at once
    @Nullable
    Attempt connect(HandshakeRequest request) {
        Attempt attempt = attempt(request);
        if (!(attempt.outcome() instanceof Attempt.Opened)) {
            return null;
        }
        String token = token();
        if (tokenBy == TokenBy.FIRST_MESSAGE && token != null) {
            attempt.conversation().send(firstMessage(token));
        }
        return settled(attempt) ? attempt : null;
    }

    static OutFrame firstMessage(String token) {
        return OutFrame.text(
                "{\"type\":\"auth\",\"token\":\"" + token.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}");
    }

    /// Reads what comes in the first moments.
    ///
    /// @return whether it is still open then
    boolean settled(Attempt attempt) {
        return openAfter(attempt, options.limits().settle());
    }

    /// Reads for so long that a server which asks somebody else about a token has had its answer: before
    /// it is said that a token is not checked.
    ///
    /// @return whether it is still open then
    boolean openForGood(Attempt attempt) {
        return openAfter(attempt, options.limits().reply());
    }

    private static boolean openAfter(Attempt attempt, Duration time) {
        Conversation conversation = attempt.conversation();
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until && conversation.open()) {
            conversation.await(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
        return conversation.open();
    }

    /// How an attempt went, in a few words: what a client's program would be told.
    static String words(Attempt attempt) {
        return switch (attempt.outcome()) {
            case Attempt.Failed(var problem, String detail) ->
                problem.meaning() + (detail.isEmpty() ? "" : ": " + detail);
            case Attempt.Answered(AnswerHead head, byte[] _) -> "refused with HTTP " + head.status();
            case Attempt.Opened _ -> {
                String end = attempt.closedByUs() ? "" : endWords(attempt);
                yield end.isEmpty() ? "open" : "opened, then " + end;
            }
        };
    }

    /// How an open connection ended; empty while it has not.
    static String endWords(Attempt attempt) {
        Got end = attempt.conversation().end();
        return switch (end) {
            case null -> "";
            case Got.Close(var frame) -> "closed with " + Phrases.codeAndReason(frame);
            case Got.Ended(TransportEnd how) -> Phrases.backendTransport(how);
            case Got.Broken(var kind, String _) -> "broke the protocol: " + kind.meaning();
            case Got.TooLong(long bytes) -> "sent a message of " + bytes + " bytes";
            case Got.Message _, Got.Ping _, Got.Pong _, Got.Silence _ -> "";
        };
    }
}
