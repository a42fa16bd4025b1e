package dev.holdfast.cli.command;

import dev.holdfast.doctor.probe.check.Progress;
import dev.holdfast.doctor.report.Ink;

/// One line on a terminal that says what is being done, over and over again.
final class ProgressLine implements Progress {
    private static final int WIDTH = 78;
    private static final String WIPE = "\r\u001b[K";

    private final Terminal terminal;
    private boolean shown;

    ProgressLine(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void doing(String check, String what) {
        shown = true;
        terminal.err().print(WIPE + Ink.visible(check + ": " + what, WIDTH));
        terminal.err().flush();
    }

    /// Takes it away.
    synchronized void clear() {
        if (shown) {
            terminal.err().print(WIPE);
            terminal.err().flush();
        }
    }
}
