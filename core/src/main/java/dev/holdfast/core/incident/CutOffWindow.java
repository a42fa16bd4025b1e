package dev.holdfast.core.incident;

import dev.holdfast.core.evidence.CutOffMeasure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The newest lost connections of one place, and what of theirs is equal.
///
/// Bounded: 64 lost ones and the 32 newest of the others, which show what the place lets live. At most 16 KB.
final class CutOffWindow {
    /// What is shorter is no limit that anybody sets.
    private static final long SHORTEST = 1_000_000_000L;

    /// A connection counts as busy when so much of its life was not its last silence.
    private static final double BUSY = 0.97;

    private static final CutOffMeasure[] MEASURES = CutOffMeasure.values();

    private final Newest<Life> lost = new Newest<>(64);
    private final Newest<Life> others = new Newest<>(32);

    /// How long a connection had lasted in whatever a limit can count.
    record Life(String id, long endedNanos, long silence, long silenceFromServer, long silenceFromClient, long age) {
        static Life of(CutLeg leg) {
            return new Life(
                    leg.view().connectionId(),
                    leg.view().endedNanos(),
                    leg.nanos(CutOffMeasure.SILENCE),
                    leg.nanos(CutOffMeasure.SILENCE_FROM_SERVER),
                    leg.nanos(CutOffMeasure.SILENCE_FROM_CLIENT),
                    leg.nanos(CutOffMeasure.AGE));
        }

        long had(CutOffMeasure measure) {
            return switch (measure) {
                case SILENCE -> silence;
                case SILENCE_FROM_SERVER -> silenceFromServer;
                case SILENCE_FROM_CLIENT -> silenceFromClient;
                case AGE -> age;
            };
        }

        boolean equal(Life other, CutOffMeasure measure) {
            return Spike.equal(had(measure), other.had(measure));
        }
    }

    /// Something that cuts connections.
    ///
    /// @param toldApart whether it is shown that silence and not age is counted, or the other way round
    /// @param ids of the connections it was seen on, the newest last
    record CutOff(CutOffMeasure measure, long nanos, boolean toldApart, List<String> ids) {}

    /// A connection that ended in another way: it lived as long as it did.
    void addOther(Life life) {
        others.add(life);
    }

    /// Adds a lost connection.
    ///
    /// @param equalEnds how many must be equal
    /// @param looks how many lost connections were looked at until now, at all places
    /// @return the limit that shows now, if one does
    @Nullable
    CutOff add(Life newest, int equalEnds, long looks) {
        lost.add(newest);
        if (!mayBe(newest, equalEnds)) {
            return null;
        }
        List<Life> lives = lost.list();
        long[] moments = lives.stream().mapToLong(Life::endedNanos).toArray();
        CutOffMeasure silence = null;
        int mostEqual = 0;
        for (CutOffMeasure measure : MEASURES) {
            int equal = measure == CutOffMeasure.AGE ? 0 : spike(measure, lives, moments, equalEnds, looks);
            if (equal > mostEqual) {
                silence = measure;
                mostEqual = equal;
            }
        }
        boolean age = spike(CutOffMeasure.AGE, lives, moments, equalEnds, looks) > 0;
        if (silence == null) {
            return age ? found(CutOffMeasure.AGE, lives, true) : null;
        }
        return age ? tellApart(silence, lives) : found(silence, lives, true);
    }

    /// Whether anything is equal at all. Answers for nearly all ends, and cheaply.
    private boolean mayBe(Life newest, int equalEnds) {
        for (CutOffMeasure measure : MEASURES) {
            long value = newest.had(measure);
            if (value >= SHORTEST) {
                long tolerance = Spike.tolerance(value);
                int equal = 0;
                for (Life life : lost) {
                    if (Math.abs(life.had(measure) - value) <= tolerance) {
                        equal++;
                    }
                }
                if (equal >= equalEnds) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int spike(CutOffMeasure measure, List<Life> lives, long[] moments, int equalEnds, long looks) {
        if (lives.getLast().had(measure) < SHORTEST) {
            return 0;
        }
        long[] values = new long[moments.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = lives.get(i).had(measure);
        }
        return Spike.atLast(values, moments, equalEnds, looks);
    }

    /// Silence and age are both equal, as they are on connections that were quiet all their life.
    private CutOff tellApart(CutOffMeasure silence, List<Life> lives) {
        long busyOfAge = busyAmong(CutOffMeasure.AGE, silence, lives);
        long busyOfSilence = busyAmong(silence, silence, lives);
        if (busyOfAge != busyOfSilence) {
            return found(busyOfAge > busyOfSilence ? CutOffMeasure.AGE : silence, lives, true);
        }
        // The life of one that was quiet for longer is longer as well, so it speaks for age whatever that is.
        boolean quietLonger = outlived(silence, lives);
        boolean livedLonger = outlived(CutOffMeasure.AGE, lives);
        return found(quietLonger ? CutOffMeasure.AGE : silence, lives, livedLonger && !quietLonger);
    }

    /// Of those that are equal to the newest in `measure`, how many had said something after their beginning.
    private static long busyAmong(CutOffMeasure measure, CutOffMeasure silence, List<Life> lives) {
        Life newest = lives.getLast();
        return lives.stream()
                .filter(life -> life.equal(newest, measure) && life.had(silence) < BUSY * life.had(CutOffMeasure.AGE))
                .count();
    }

    /// Whether any connection of this place had more of it than the limit would allow.
    private boolean outlived(CutOffMeasure measure, List<Life> lives) {
        double limit = lives.getLast().had(measure) * 1.05;
        return lives.stream().anyMatch(life -> life.had(measure) > limit)
                || others.list().stream().anyMatch(life -> life.had(measure) > limit);
    }

    private static CutOff found(CutOffMeasure measure, List<Life> lives, boolean toldApart) {
        Life newest = lives.getLast();
        List<Life> equal =
                lives.stream().filter(life -> life.equal(newest, measure)).toList();
        long mean = (long)
                equal.stream().mapToLong(life -> life.had(measure)).average().orElseThrow();
        return new CutOff(measure, mean, toldApart, equal.stream().map(Life::id).toList());
    }
}
