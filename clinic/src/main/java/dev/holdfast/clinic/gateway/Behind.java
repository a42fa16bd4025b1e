package dev.holdfast.clinic.gateway;

import dev.holdfast.clinic.trial.Need;
import java.util.Set;

/// What stands behind the gateway, at the end of all proxies.
public enum Behind {
    UVICORN("FastAPI on uvicorn", Need.UVICORN),
    NODE("Node ws", Need.NODE),
    PYTHON("python-websockets", Need.PYTHON_WEBSOCKETS),
    HOLDFAST("Holdfast"),
    /// Does exactly what a case says, where nothing real would do it.
    RAW("raw backend"),
    /// A proxy that answers itself.
    PROXY("the proxy itself"),
    /// Nobody takes part.
    NOBODY("nobody");

    private final String word;
    private final Set<Need> needs;

    Behind(String word, Need... needs) {
        this.word = word;
        this.needs = Set.of(needs);
    }

    public String word() {
        return word;
    }

    Set<Need> needs() {
        return needs;
    }

    public boolean real() {
        return this != RAW && this != PROXY && this != NOBODY;
    }
}
