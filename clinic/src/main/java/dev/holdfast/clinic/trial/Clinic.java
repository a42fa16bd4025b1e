package dev.holdfast.clinic.trial;

import dev.holdfast.clinic.part.Browser;
import dev.holdfast.core.cause.Classifier;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/// What all trials share. Safe for use by many threads.
public final class Clinic implements AutoCloseable {
    private final Path folder;
    private final Classifier classifier;
    private final Map<Browser.Kind, Browser> browsers = new EnumMap<>(Browser.Kind.class);

    /// @param folder of the clinic in the checkout, with Node's packages in it
    /// @param classifier of all servers; one that lacks rules in a control run
    public Clinic(Path folder, Classifier classifier) {
        this.folder = folder;
        this.classifier = classifier;
    }

    public Path folder() {
        return folder;
    }

    public Classifier classifier() {
        return classifier;
    }

    /// One browser of each kind for all trials; started at first use.
    synchronized Browser browser(Browser.Kind kind) throws Exception {
        Browser running = browsers.get(kind);
        if (running == null || !running.alive()) {
            running = Browser.start(folder, kind);
            browsers.put(kind, running);
        }
        return running;
    }

    @Override
    public synchronized void close() throws Exception {
        for (Browser browser : browsers.values()) {
            browser.close();
        }
        browsers.clear();
    }
}
