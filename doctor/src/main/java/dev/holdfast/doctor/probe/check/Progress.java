package dev.holdfast.doctor.probe.check;

/// Hears what is being done, for whoever waits.
@FunctionalInterface
public interface Progress {
    Progress NOBODY = (_, _) -> {};

    /// @param check its name
    /// @param what a few words of ours
    void doing(String check, String what);
}
