package dev.holdfast.clinic.gateway;

import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Scenario;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One thing that a man in the middle can see, with all the software and places it is played in. One client and one
/// backend of each kind make all of its cases; cases of others can be named.
public final class Row {
    private final String what;
    private final Cause cause;
    private final List<Cell> cells = new ArrayList<>();
    private final List<ClinicCase> cases = new ArrayList<>();
    private final Map<Behind, Backing> backings = new EnumMap<>(Behind.class);
    private Proxies proxies = Proxies.PATIENT;
    private Proxies.Told told = (setup, place, backend) -> setup;
    private Client client = way -> {
        throw new IllegalStateException("a row without a client");
    };
    private Set<Need> clientNeeds = Set.of();
    private @Nullable String fewBackends;

    private Row(String what, Cause cause) {
        this.what = what;
        this.cause = cause;
    }

    /// @param what in the words
    public static Row of(String what, Cause cause) {
        return new Row(what, cause);
    }

    /// What the client does, and what is said of it.
    @FunctionalInterface
    public interface Client {
        Said play(Way way) throws Exception;
    }

    /// Starts a backend.
    @FunctionalInterface
    public interface Backing {
        Backed start(Trial trial) throws Exception;
    }

    public Row client(Client acts, Need... needs) {
        client = acts;
        clientNeeds = Set.of(needs);
        return this;
    }

    public Row backend(Behind kind, Backing backing) {
        backings.put(kind, backing);
        return this;
    }

    public Row proxies(Proxies other) {
        proxies = other;
        return this;
    }

    public Row gateway(Proxies.Told more) {
        told = more;
        return this;
    }

    /// A case of another family plays it.
    public Row played(Place place, Behind behind, String name) {
        cells.add(Cell.played(place, behind, name));
        return this;
    }

    /// Plays it there, where it must be named.
    public Row in(Place place, Behind behind) {
        ClinicCase made = made(
                place,
                behind,
                ClinicCase.hit(cause, software(place, behind), scenario(place, behind))
                        .called(what));
        cells.add(Cell.played(place, behind, made.name()));
        return this;
    }

    /// Plays it there, where something else is right.
    ///
    /// @param why the cause can't be known there
    public Row otherwise(Place place, Behind behind, Cause right, String why) {
        ClinicCase made = made(
                place,
                behind,
                ClinicCase.nearMiss(
                        cause,
                        software(place, behind),
                        what + ", " + software(place, behind),
                        Set.of(right),
                        scenario(place, behind)));
        cells.add(new Cell(place, behind, made.name(), right, why));
        return this;
    }

    /// A case of another family plays it there, where something else is right.
    public Row playedOtherwise(Place place, Behind behind, String name, Cause right, String why) {
        cells.add(new Cell(place, behind, name, right, why));
        return this;
    }

    /// Is not played there.
    public Row without(Place place, String why) {
        cells.add(new Cell(place, Behind.NOBODY, null, null, why));
        return this;
    }

    /// @param why less than two real backends can be brought to do it
    public Row withFewBackends(String why) {
        fewBackends = why;
        return this;
    }

    private ClinicCase made(Place place, Behind behind, ClinicCase raw) {
        Set<Need> needs = new HashSet<>(clientNeeds);
        needs.addAll(place.needs());
        needs.addAll(behind.needs());
        ClinicCase made = raw.needing(needs.toArray(Need[]::new));
        cases.add(made);
        return made;
    }

    private Scenario scenario(Place place, Behind behind) {
        Backing backing = backings.get(behind);
        if (backing == null) {
            throw new IllegalStateException(what + " has no backend of " + behind);
        }
        Proxies there = proxies;
        Proxies.Told tells = told;
        Client acts = client;
        return trial -> acts.play(there.stand(trial, place, backing.start(trial), tells));
    }

    private static String software(Place place, Behind behind) {
        return place.said() + behind.word() + " behind the gateway";
    }

    @Override
    public String toString() {
        return what;
    }

    public String what() {
        return what;
    }

    public Cause cause() {
        return cause;
    }

    public List<Cell> cells() {
        return List.copyOf(cells);
    }

    /// Those that it made itself.
    public List<ClinicCase> cases() {
        return List.copyOf(cases);
    }

    public @Nullable String fewBackends() {
        return fewBackends;
    }
}
