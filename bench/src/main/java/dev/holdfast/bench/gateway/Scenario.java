package dev.holdfast.bench.gateway;

import dev.holdfast.bench.load.Load;
import dev.holdfast.bench.load.Payload;
import java.time.Duration;

/// One kind of load that every way gets in every round.
enum Scenario {
    SMALL_FEW("64 B, 100 connections"),
    LARGE_FEW("1 KiB, 100 connections"),
    SMALL_MANY("64 B, 1,000 connections"),
    LARGE_MANY("1 KiB, 1,000 connections"),
    FIXED_RATE("fixed rate"),
    NEW_CONNECTIONS("new connections");

    /// How many lives are under way at once where connections come and go.
    static final int LIVES = 64;

    private static final int FEW = 100;
    private static final int MANY = 1_000;

    private final String title;

    Scenario(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /// Whether each reply is answered by the next message.
    boolean isClosedLoop() {
        return switch (this) {
            case SMALL_FEW, LARGE_FEW, SMALL_MANY, LARGE_MANY -> true;
            case FIXED_RATE, NEW_CONNECTIONS -> false;
        };
    }

    /// A log of connections makes a difference only where they come and go.
    boolean isFor(Way way) {
        return way != Way.NGINX_LOGGING || this == NEW_CONNECTIONS;
    }

    Load load(Plan plan, Duration warmUp, Duration window) {
        return switch (this) {
            case SMALL_FEW -> new Load.ClosedLoop(FEW, 1, payload(64), warmUp, window);
            case LARGE_FEW -> new Load.ClosedLoop(FEW, 1, payload(1_024), warmUp, window);
            case SMALL_MANY -> new Load.ClosedLoop(MANY, 1, payload(64), warmUp, window);
            case LARGE_MANY -> new Load.ClosedLoop(MANY, 1, payload(1_024), warmUp, window);
            case FIXED_RATE -> new Load.OpenLoop(FEW, plan.messagesPerSecond(), payload(64), warmUp, window);
            case NEW_CONNECTIONS -> new Load.Churn(LIVES, warmUp, window);
        };
    }

    private static Payload payload(int bytes) {
        return new Payload(Payload.Kind.BINARY, bytes);
    }
}
