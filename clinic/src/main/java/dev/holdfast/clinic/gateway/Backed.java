package dev.holdfast.clinic.gateway;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.RawBackend;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Uvicorn;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A backend that runs.
///
/// @param program to be signalled; absent where it is none of its own
public record Backed(InetSocketAddress address, @Nullable Child program) {
    public static Backed of(ScriptedBackend backend) {
        return new Backed(backend.address(), backend.program());
    }

    public static Backed of(Uvicorn backend) {
        return new Backed(backend.address(), backend);
    }

    public static Backed of(RawBackend backend) {
        return new Backed(backend.address(), null);
    }

    public static Backed of(Server backend) {
        return new Backed(backend.address(), null);
    }

    public static Backed at(InetSocketAddress address) {
        return new Backed(address, null);
    }

    /// The program that it is.
    public Child running() {
        Child running = program;
        if (running == null) {
            throw new IllegalStateException("it is no program");
        }
        return running;
    }
}
