package dev.holdfast.clinic.trial;

/// Starts real parts, provokes something, and brings back what Holdfast says of it. Parts that it got from
/// its trial are ended by the trial.
@FunctionalInterface
public interface Scenario {
    /// @throws Exception when it could not be played to its end; that is no verdict on Holdfast
    Said play(Trial trial) throws Exception;
}
