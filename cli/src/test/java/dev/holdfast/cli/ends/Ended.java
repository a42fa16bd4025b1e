package dev.holdfast.cli.ends;

import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;

/// Ends that many tests come to on their way.
final class Ended {
    private Ended() {}

    /// The client closed, as clients do.
    static Expected byTheClient(int code) {
        return Expected.of(Cause.CLIENT_LEFT).by(Initiator.CLIENT).asExpected().reporting(code);
    }

    /// The client ended TCP without a word.
    static Expected unexplained() {
        return Expected.of(Cause.UNEXPLAINED).by(Initiator.UNKNOWN).with(Confidence.NONE);
    }
}
