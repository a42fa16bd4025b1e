package dev.holdfast.clinic.trial;

import dev.holdfast.core.cause.Cause;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One way in which one cause comes about, or nearly comes about, with one set of real software.
///
/// @param name unique: the cause, then what plays, then what sets it apart, with slashes between
/// @param software what it is played with besides Holdfast, as it stands in the table
/// @param alone whether it needs the machine for itself, because others beside it would change what happens
/// @param longest how long one trial of it may take, in seconds
/// @param most trials of it in a run, for those that take minutes
public record ClinicCase(
        String name,
        String software,
        Expectation expected,
        Set<Need> needs,
        boolean alone,
        int longest,
        int most,
        Scenario scenario) {
    private static final int LONGEST = 60;

    public ClinicCase {
        needs = Set.copyOf(needs);
    }

    /// A case whose cause must be named.
    ///
    /// @param software such as `nginx` or `Chromium`
    public static ClinicCase hit(Cause cause, String software, Scenario scenario) {
        return new ClinicCase(
                cause.id() + "/" + slug(software),
                software,
                new Expectation.Named(cause),
                Set.of(),
                false,
                LONGEST,
                Integer.MAX_VALUE,
                scenario);
    }

    /// A case whose cause must not be named although it nearly looks like it.
    ///
    /// @param how a few words that say what it is instead
    /// @param right what may be said of it
    public static ClinicCase nearMiss(Cause cause, String software, String how, Set<Cause> right, Scenario scenario) {
        return new ClinicCase(
                cause.id() + "/not/" + slug(how),
                software,
                new Expectation.NotNamed(cause, right),
                Set.of(),
                false,
                LONGEST,
                Integer.MAX_VALUE,
                scenario);
    }

    /// A case in which nothing is provoked, and so nothing may be said to be wrong.
    ///
    /// @param traffic a few words that say what goes on instead
    public static ClinicCase healthy(String software, String traffic, Scenario scenario) {
        return new ClinicCase(
                "healthy-traffic/" + slug(traffic),
                software,
                new Expectation.Healthy(),
                Set.of(),
                false,
                LONGEST,
                Integer.MAX_VALUE,
                scenario);
    }

    /// The same, told apart from another case of its cause with this software.
    public ClinicCase called(String variant) {
        return new ClinicCase(name + "/" + slug(variant), software, expected, needs, alone, longest, most, scenario);
    }

    /// The same, which can be played only where these are.
    public ClinicCase needing(Need... more) {
        Set<Need> all = Stream.concat(needs.stream(), Arrays.stream(more))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Need.class)));
        return new ClinicCase(name, software, expected, all, alone, longest, most, scenario);
    }

    /// The same, with the machine for itself.
    public ClinicCase playedAlone() {
        return new ClinicCase(name, software, expected, needs, true, longest, most, scenario);
    }

    /// The same, with more or less time for a trial.
    public ClinicCase within(int seconds) {
        return new ClinicCase(name, software, expected, needs, alone, seconds, most, scenario);
    }

    /// The same, played at most so often in a run, because a trial takes minutes.
    public ClinicCase atMost(int trials) {
        return new ClinicCase(name, software, expected, needs, alone, longest, trials, scenario);
    }

    /// The cause that it is about.
    public Cause about() {
        return expected.about();
    }

    private static String slug(String words) {
        return words.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }
}
