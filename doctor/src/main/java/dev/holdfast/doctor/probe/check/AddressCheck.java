package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Dialer.DialFailure;
import dev.holdfast.doctor.probe.wire.Refusal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which addresses the name has, and which of them take a TCP connection. IPv6 and IPv4 apart: a client
/// tries them in an order of its own.
final class AddressCheck implements Check {
    private static final int MOST = 8;

    private final Resolver resolver;

    /// Finds the addresses of a name.
    @FunctionalInterface
    interface Resolver {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    AddressCheck(Resolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public String name() {
        return "address";
    }

    @Override
    public String title() {
        return "Name and addresses";
    }

    @Override
    public boolean always() {
        return true;
    }

    @Override
    public @Nullable String skip(Examination examination) {
        return null;
    }

    @Override
    public void run(Examination examination, Notes notes) {
        List<InetAddress> addresses;
        String host = examination.target().host();
        notes.doing("resolving " + host);
        long began = System.nanoTime();
        try {
            addresses = Arrays.asList(resolver.all(host));
        } catch (UnknownHostException _) {
            notes.bad(host, "has no address");
            notes.found(
                    Severity.FAULT,
                    "The name has no address",
                    Explained.withFix(
                            Refusal.of(examination.target(), BackendProblem.NAME_UNKNOWN, host, since(began)),
                            "Correct the host in the URL, or its entry in DNS; ask another resolver whether it is only this"
                                    + " one that does not know it."));
            return;
        }
        if (!addresses.getFirst().getHostAddress().equals(host)) {
            notes.info(
                    host,
                    (addresses.size() == 1 ? "1 address, in " : addresses.size() + " addresses, in ")
                            + Phrases.time(since(began)));
        }
        knock(examination, notes, addresses.subList(0, Math.min(MOST, addresses.size())));
        if (addresses.size() > MOST) {
            notes.info("further addresses", (addresses.size() - MOST) + " were not tried");
        }
    }

    private static void knock(Examination examination, Notes notes, List<InetAddress> addresses) {
        List<Tried> tried = new ArrayList<>();
        for (InetAddress address : addresses) {
            String what = family(address) + " " + address.getHostAddress() + " port "
                    + examination.target().port();
            notes.doing(what);
            long began = System.nanoTime();
            try {
                Duration took = examination.dialer().knock(address);
                tried.add(new Tried(address, null));
                notes.good(what, "connected in " + Phrases.time(took));
                if (!examination.reached()) {
                    examination.reached(address);
                }
            } catch (DialFailure failure) {
                tried.add(new Tried(address, failure.problem()));
                notes.bad(what, failure.problem().meaning() + ", after " + Phrases.time(since(began)));
            }
        }
        judge(examination, notes, tried);
    }

    /// @param problem absent where it took the connection
    private record Tried(InetAddress address, @Nullable BackendProblem problem) {
        String words() {
            return family(address) + " " + address.getHostAddress() + ": "
                    + (problem == null ? "it took a connection" : problem.meaning());
        }
    }

    private static void judge(Examination examination, Notes notes, List<Tried> tried) {
        List<Tried> failed =
                tried.stream().filter(each -> each.problem() != null).toList();
        if (failed.isEmpty()) {
            return;
        }
        List<String> evidence = tried.stream().map(Tried::words).toList();
        boolean refused = failed.stream().allMatch(each -> each.problem() == BackendProblem.REFUSED);
        if (failed.size() < tried.size()) {
            notes.found(
                    Severity.FAULT,
                    "Not every address answers",
                    refused
                            ? Explained.as(
                                    Cause.CONNECT_REFUSED,
                                    Confidence.PROVEN,
                                    Initiator.SERVER,
                                    "The name has addresses at which nothing listens; a client that tries one of them first fails or "
                                            + "waits.",
                                    evidence,
                                    "Listen on both families ([::] and 0.0.0.0), or take the address that nobody serves out of DNS or "
                                            + "/etc/hosts; for a server on this machine use 127.0.0.1 in place of localhost.")
                            : unreachable(examination, failed.getFirst(), evidence));
            return;
        }
        Explanation why = refused
                ? Explained.as(
                        Cause.CONNECT_REFUSED,
                        Confidence.PROVEN,
                        Initiator.SERVER,
                        "Nothing listens at " + examination.target().authority() + ": the connection was refused.",
                        evidence,
                        Cause.CONNECT_REFUSED.fix())
                : unreachable(examination, failed.getFirst(), evidence);
        notes.found(Severity.FAULT, "No connection can be made", why);
    }

    private static Explanation unreachable(Examination examination, Tried first, List<String> evidence) {
        BackendProblem problem = first.problem();
        return Explained.withFix(
                Refusal.of(
                        examination.target(),
                        problem == null ? BackendProblem.CONNECT_FAILED : problem,
                        String.join("; ", evidence),
                        examination.options().limits().connect()),
                "Look whether a firewall on the way drops the packets, and whether this is the right address and port.");
    }

    private static String family(InetAddress address) {
        return address instanceof Inet6Address ? "IPv6" : "IPv4";
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
