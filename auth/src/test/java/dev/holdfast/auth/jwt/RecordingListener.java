package dev.holdfast.auth.jwt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what it was told.
final class RecordingListener implements KeyServerListener {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void fetched(int keys, int ignored, Duration took) {
        events.add("fetched " + keys + ", ignored " + ignored);
    }

    @Override
    public void failed(String detail, int keysInUse) {
        events.add("failed with " + keysInUse + " in use: " + detail);
    }

    List<String> events() {
        return events;
    }
}
