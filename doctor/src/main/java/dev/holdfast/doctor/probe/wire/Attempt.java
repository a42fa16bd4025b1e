package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.ReplyFlaw;
import dev.holdfast.core.evidence.Timeline;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One opening handshake and what came of it, with its facts as a gateway records them: the probe is the
/// client and sees the leg to the server from its own end, so the same classifier explains it.
///
/// Used by one thread.
public final class Attempt implements AutoCloseable {
    private static final Classifier CLASSIFIER = CauseCatalog.classifier();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_INTERIM = 5;
    private static final int MOST_SHOWN = 200;

    private final HandshakeRequest request;
    private final Dialer dialer;
    private final InetAddress address;
    private final Timeline.Recorder recorder;
    private final long began = System.nanoTime();

    private @Nullable Wire wire;
    private @Nullable Conversation conversation;
    private Outcome outcome = new Failed(BackendProblem.CONNECT_FAILED, "it was not tried");
    private boolean totalled;
    long messagesReceived;
    long messagesSent;
    private long bytesAtUpgrade;

    /// What came of the handshake.
    public sealed interface Outcome {}

    /// No answer in HTTP came.
    ///
    /// @param detail may be empty
    public record Failed(BackendProblem problem, String detail) implements Outcome {}

    /// An answer that is not 101.
    ///
    /// @param body its beginning
    public record Answered(AnswerHead head, byte[] body) implements Outcome {}

    /// A 101.
    ///
    /// @param selected the subprotocol, as it came
    /// @param flaws for which every client refuses it
    /// @param took from the connect to the 101
    public record Opened(AnswerHead head, @Nullable String selected, List<ReplyFlaw> flaws, Duration took)
            implements Outcome {}

    private Attempt(Dialer dialer, InetAddress address, HandshakeRequest request) {
        this.dialer = dialer;
        this.address = address;
        this.request = request;
        this.recorder = new Timeline.Recorder(Instant.now(), began);
    }

    /// Makes it. What goes wrong on the way is its [#outcome].
    public static Attempt make(Dialer dialer, InetAddress address, HandshakeRequest request) {
        Attempt attempt = new Attempt(dialer, address, request);
        attempt.run();
        return attempt;
    }

    public Outcome outcome() {
        return outcome;
    }

    public HandshakeRequest request() {
        return request;
    }

    private void run() {
        record(new Fact.Accepted("the probe"));
        record(request.fact());
        record(new Fact.UpstreamChosen(
                request.target().authority(),
                request.extensions().stream().map(Attempt::cut).toList()));
        Wire open;
        try {
            open = dialer.open(address);
        } catch (Dialer.DialFailure failure) {
            failed(failure.problem(), failure.detail());
            return;
        }
        wire = open;
        record(new Fact.UpstreamConnected(
                address.getHostAddress() + ":" + request.target().port()));
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        if (!open.write(request.bytes(key))) {
            failed(BackendProblem.ENDED_UNANSWERED, "");
            return;
        }
        answer(open, key);
    }

    private void answer(Wire open, String key) {
        long deadline = System.nanoTime() + dialer.limits().answer().toNanos();
        AnswerHead head = null;
        for (int i = 0; i <= MOST_INTERIM && (head == null || head.interim()); i++) {
            switch (HeadReader.read(open, deadline, dialer.limits().headBytes())) {
                case HeadReader.Head(AnswerHead read) -> head = read;
                case HeadReader.Nothing(BackendProblem problem, String detail) -> {
                    failed(problem, detail);
                    return;
                }
            }
        }
        if (head == null || head.interim()) {
            failed(BackendProblem.NOT_HTTP, "nothing but interim answers");
        } else if (head.status() == 101) {
            opened(head, key, open);
        } else {
            String location = head.first("location");
            record(new Fact.UpstreamRefused(
                    head.status(), location == null ? null : withoutQuery(location), head.shown("server")));
            record(new Fact.HttpAnswered(head.status()));
            outcome = new Answered(
                    head, HeadReader.body(open, head, deadline, dialer.limits().bodyBytes()));
            close();
        }
    }

    private void opened(AnswerHead head, String key, Wire open) {
        String selected = head.first("sec-websocket-protocol");
        String shown = selected == null ? null : SubprotocolEntry.redact(cut(selected));
        List<String> extensions = head.list("sec-websocket-extensions");
        List<ReplyFlaw> flaws = ReplyFlaws.of(request, key, head);
        record(new Fact.UpstreamUpgraded(
                shown,
                extensions.stream().limit(10).map(Attempt::cut).toList(),
                flaws,
                head.shown("server"),
                head.shown("via"),
                List.of()));
        record(new Fact.Upgraded(shown));
        bytesAtUpgrade = open.received - open.available();
        outcome = new Opened(head, selected, flaws, Duration.ofNanos(System.nanoTime() - began));
        boolean deflate = extensions.stream().anyMatch(each -> each.startsWith("permessage-deflate"));
        conversation = new Conversation(
                this, open, new FrameReader(open, deflate, dialer.limits().messageBytes()), dialer.limits());
    }

    private void failed(BackendProblem problem, String detail) {
        outcome = new Failed(problem, detail);
        record(new Decision.BackendFailed(
                request.target().authority(), problem, detail, Duration.ofNanos(System.nanoTime() - began)));
        close();
    }

    /// A query may hold a secret.
    private static String withoutQuery(String location) {
        int question = location.indexOf('?');
        return cut(question < 0 ? location : location.substring(0, question) + "?…");
    }

    private static String cut(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    /// What is said on it after the 101.
    ///
    /// @throws IllegalStateException when there was none
    public Conversation conversation() {
        Conversation present = conversation;
        if (present == null) {
            throw new IllegalStateException("no 101 came: " + outcome);
        }
        return present;
    }

    /// Drops the connection right after the 101 without a byte, as a browser does that must refuse it
    /// (RFC 6455 4.1, and the WebSocket standard where a subprotocol was offered and none selected).
    public void refuseAsBrowser() {
        record(new Fact.PeerFinSeen());
        record(new Fact.TransportEnded(new TransportEnd.PeerFin(false)));
        close();
    }

    /// Whether a browser goes on after this answer.
    public boolean browserGoesOn() {
        return outcome instanceof Opened opened
                && opened.flaws().isEmpty()
                && (request.subprotocols().isEmpty() || opened.selected() != null);
    }

    /// Whether a client does that minds no subprotocol left unanswered, as Python's websockets, Firefox
    /// and the JDK's.
    public boolean scriptGoesOn() {
        return outcome instanceof Opened opened && opened.flaws().isEmpty();
    }

    /// Whether it was open until the probe itself closed it.
    public boolean closedByUs() {
        return conversation != null && conversation.closedByUs();
    }

    void record(Fact fact) {
        recorder.record(System.nanoTime(), fact);
    }

    /// After the server's side ended TCP without a word: whether anything listens there any more.
    void lookAfter() {
        try {
            dialer.knock(address);
            record(new Fact.UpstreamLookedAfter(false, 1));
        } catch (Dialer.DialFailure failure) {
            record(new Fact.UpstreamLookedAfter(failure.problem() == BackendProblem.REFUSED, 1));
        } catch (Budget.Exhausted _) {
            // Not known then, and the explanation says less.
        }
    }

    /// Why it ended; of one that has not, that it has not.
    public Explanation explain() {
        return CLASSIFIER.explain(timeline());
    }

    public Timeline timeline() {
        total();
        return recorder.timeline();
    }

    private void total() {
        Wire open = wire;
        if (totalled) {
            return;
        }
        totalled = true;
        long received = open == null ? 0 : open.received;
        long sent = open == null ? 0 : open.sent;
        Duration sinceReceived = open == null ? Duration.ZERO : open.sinceReceived();
        Duration sinceSent = open == null ? Duration.ZERO : open.sinceSent();
        record(new Fact.UpstreamTotals(
                messagesReceived,
                messagesSent,
                received,
                sent,
                sinceReceived,
                sinceSent,
                outcome instanceof Opened ? received - bytesAtUpgrade : 0));
        // Of the client's leg: what the probe sent is what a gateway would have received from its client.
        record(new Fact.Totals(
                new Counters(messagesSent, messagesReceived, sent, received, 0, 0, Duration.ZERO, Duration.ZERO),
                sinceSent,
                sinceReceived,
                conversation == null ? 0 : conversation.bytesSent()));
    }

    /// The host's own text of a refusal, for comparisons only.
    public static String beginning(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    /// Ends TCP, whatever has been said.
    @Override
    public void close() {
        Wire open = wire;
        if (open != null) {
            open.close();
        }
    }
}
