package dev.holdfast.clinic.run;

import dev.holdfast.clinic.part.Inconsistency;
import dev.holdfast.clinic.trial.Clinic;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Outcome;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Plays cases: some trials side by side, those that need the machine for themselves one after the other in the end.
final class Runner {
    private final Clinic clinic;
    private final int together;
    private final Duration within;
    private final PrintWriter out;

    /// @param together how many trials at most at a time
    /// @param within no trial begins when this has passed since the first
    /// @param out gets a line for each trial that did not go right, and one for each case
    Runner(Clinic clinic, int together, Duration within, PrintWriter out) {
        this.clinic = clinic;
        this.together = together;
        this.within = within;
        this.out = out;
    }

    Results play(List<ClinicCase> cases, int times) throws InterruptedException {
        Map<ClinicCase, List<Outcome>> outcomes = new LinkedHashMap<>();
        Map<ClinicCase, @Nullable String> skipped = new LinkedHashMap<>();
        for (ClinicCase each : cases) {
            String missing = each.needs().stream()
                    .map(need -> missing(need))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (missing != null) {
                skipped.put(each, missing);
                say("skipped  " + each.name() + ": " + missing);
            }
            outcomes.put(each, new ArrayList<>());
        }
        List<ClinicCase> played =
                cases.stream().filter(each -> !skipped.containsKey(each)).toList();
        playTogether(played.stream().filter(each -> !each.alone()).toList(), times, together, outcomes);
        playTogether(played.stream().filter(ClinicCase::alone).toList(), times, 1, outcomes);
        return new Results(outcomes.entrySet().stream()
                .map(entry -> new CaseResult(entry.getKey(), skipped.get(entry.getKey()), entry.getValue()))
                .toList());
    }

    private @Nullable String missing(Need need) {
        return need.missing(clinic.folder());
    }

    private void playTogether(List<ClinicCase> cases, int times, int together, Map<ClinicCase, List<Outcome>> outcomes)
            throws InterruptedException {
        long began = System.nanoTime();
        // Or the last of a run would be waited for alone.
        List<ClinicCase> longestFirst = cases.stream()
                .sorted(Comparator.comparingInt(ClinicCase::longest).reversed())
                .toList();
        try (ExecutorService players = Executors.newFixedThreadPool(together)) {
            // Round by round, so that trials of one case meet different neighbours.
            for (int round = 1; round <= times; round++) {
                int number = round;
                for (ClinicCase each : longestFirst) {
                    if (number > each.most()) {
                        continue;
                    }
                    players.execute(() -> {
                        if (System.nanoTime() - began > within.toNanos()) {
                            return;
                        }
                        Outcome outcome = trial(each);
                        synchronized (outcomes) {
                            Objects.requireNonNull(outcomes.get(each)).add(outcome);
                        }
                        tell(each, number, outcome);
                    });
                }
            }
        }
    }

    private Outcome trial(ClinicCase played) {
        try (ExecutorService player = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Outcome> outcome = player.submit(() -> play(played));
            try {
                return outcome.get(played.longest(), TimeUnit.SECONDS);
            } catch (TimeoutException _) {
                outcome.cancel(true);
                return new Outcome.Broken("it took longer than " + played.longest() + " s");
            } catch (ExecutionException e) {
                return new Outcome.Broken(String.valueOf(e.getCause()));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return new Outcome.Broken("interrupted");
            }
        }
    }

    private Outcome play(ClinicCase played) throws IOException {
        Path folder = Files.createTempDirectory("holdfast-clinic-");
        try {
            Said said;
            try (Trial trial = new Trial(clinic, folder)) {
                said = played.scenario().play(trial);
            }
            return Outcome.judge(played.expected(), said);
        } catch (Inconsistency contradiction) {
            return new Outcome.Broken("contradiction: " + contradiction.getMessage());
        } catch (Exception | AssertionError e) {
            return new Outcome.Broken(e.toString());
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void tell(ClinicCase played, int round, Outcome outcome) {
        String what = switch (outcome) {
            case Outcome.Right(Said said) -> "right    " + played.name() + " #" + round + ": " + said;
            case Outcome.Wrong(Said said) -> "WRONG    " + played.name() + " #" + round + ": " + said;
            case Outcome.Unexplained(Said said) ->
                "UNNAMED  " + played.name() + " #" + round + ": "
                        + said.record().path("explanation").path("missing");
            case Outcome.Broken(String why) -> "BROKEN   " + played.name() + " #" + round + ": " + why;
        };
        say(what);
        Said said = CaseResult.said(outcome);
        if (said != null && !(outcome instanceof Outcome.Right)) {
            say("         " + said.record());
        }
    }

    private void say(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    /// How long all of it took, in words.
    static String words(Duration time) {
        return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
}
