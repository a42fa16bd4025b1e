package dev.holdfast.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// Puts a [Load] on a server and says what came back. One thread, the caller's.
public final class LoadGenerator {
    /// How long a reply may take after the window before it counts as missing.
    private static final Duration REPLY_DEADLINE = Duration.ofSeconds(5);

    /// Messages an open loop may send in a row before it looks for replies.
    private static final int BURST = 64;

    private final Endpoint endpoint;
    private final RandomGenerator random;

    /// @param random draws keys and masks
    public LoadGenerator(Endpoint endpoint, RandomGenerator random) {
        this.endpoint = endpoint;
        this.random = random;
    }

    /// Runs the load to its end. Blocks for its whole length.
    ///
    /// @throws LoadFailedException if the connections can't be opened
    public LoadResult run(Load load, MeasuredWindow observer) {
        return switch (load) {
            case Load.ClosedLoop closed -> closed(closed, observer);
            case Load.OpenLoop open -> open(open, observer);
            case Load.Churn churn -> churn(churn, observer);
        };
    }

    private LoadResult closed(Load.ClosedLoop load, MeasuredWindow observer) {
        Resend traffic = new Resend();
        try (ClientLoop loop = new ClientLoop(endpoint, load.payload(), traffic, random)) {
            loop.open(load.connections());
            for (Connection connection : loop.connections()) {
                connection.send(load.inFlight(), System.nanoTime());
            }
            turnFor(loop, load.warmUp());
            Window window = new Window(loop, observer);
            turnFor(loop, load.window());
            window.end();
            traffic.resending = false;
            return finish(loop, window);
        }
    }

    private LoadResult open(Load.OpenLoop load, MeasuredWindow observer) {
        try (ClientLoop loop = new ClientLoop(endpoint, load.payload(), new Traffic() {}, random)) {
            loop.open(load.connections());
            List<Connection> connections = loop.connections();
            SendSchedule schedule = new SendSchedule(System.nanoTime(), load.messagesPerSecond());
            long next = sendUntil(schedule.startNanos() + load.warmUp().toNanos(), loop, connections, schedule, 0);
            Window window = new Window(loop, observer);
            sendUntil(window.beganNanos() + load.window().toNanos(), loop, connections, schedule, next);
            window.end();
            return finish(loop, window);
        }
    }

    private static long sendUntil(
            long end, ClientLoop loop, List<Connection> connections, SendSchedule schedule, long first) {
        long n = first;
        for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
            for (int burst = 0; burst < BURST && schedule.dueNanos(n) - now <= 0; burst++) {
                connections.get((int) (n % connections.size())).send(1, schedule.dueNanos(n));
                n++;
            }
            // A selector sleeps in whole milliseconds, so what is due sooner is waited for awake.
            long idle = schedule.dueNanos(n) - System.nanoTime();
            loop.turn(Duration.ofNanos(idle).minusMillis(1));
        }
        return n;
    }

    private LoadResult churn(Load.Churn load, MeasuredWindow observer) {
        // No message is sent; the payload only sizes buffers.
        Payload none = new Payload(Payload.Kind.BINARY, EchoMessage.SEQUENCE_BYTES);
        try (ClientLoop loop = new ClientLoop(endpoint, none, new OneLife(), random)) {
            churnFor(loop, load, load.warmUp());
            Window window = new Window(loop, observer);
            churnFor(loop, load, load.window());
            window.end();
            return finish(loop, window);
        }
    }

    private static void churnFor(ClientLoop loop, Load.Churn load, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0 && loop.tally().faultTotal() == 0) {
            while (loop.size() < load.concurrency()) {
                loop.start();
            }
            loop.turn(Duration.ofMillis(20));
        }
    }

    private static void turnFor(ClientLoop loop, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            loop.turn(Duration.ofMillis(20));
        }
    }

    private static LoadResult finish(ClientLoop loop, Window window) {
        Tally tally = loop.tally();
        List<Connection> open = loop.connections();
        if (!loop.turnUntil(() -> open.stream().allMatch(c -> c.isGone() || c.underWay() == 0), REPLY_DEADLINE)) {
            long missing = open.stream()
                    .filter(Connection::isOpen)
                    .mapToLong(Connection::underWay)
                    .sum();
            tally.faults(Fault.UNANSWERED, missing, missing + " replies missing after " + REPLY_DEADLINE);
        }
        loop.closeConnections();
        return window.result();
    }

    /// A closed loop's rule: as many new messages as replies were found, in one write.
    private static final class Resend implements Traffic {
        private boolean resending = true;

        @Override
        public void answered(Connection connection, int answers, long now) {
            if (resending) {
                connection.send(answers, now);
            }
        }
    }

    /// A churn's rule: an open connection is closed at once; its end is what is counted.
    private static final class OneLife implements Traffic {
        @Override
        public void opened(ClientLoop loop, Connection connection, long now) {
            loop.latencies().record(connection.startedNanos(), now);
            connection.close();
        }

        @Override
        public void ended(ClientLoop loop) {
            loop.tally().answered++;
        }
    }
}
