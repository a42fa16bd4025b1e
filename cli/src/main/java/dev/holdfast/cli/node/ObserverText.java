package dev.holdfast.cli.node;

import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.ProxySection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The text of the observer script, which is the TypeScript client's and is built only where there is Node.
final class ObserverText {
    private ObserverText() {}

    /// @return `null` where the configuration wants none
    static @Nullable String of(Configuration configuration) throws StartFailure {
        ProxySection proxy = configuration.proxy();
        if (proxy == null || proxy.observe() == ProxySection.Observe.NONE) {
            return null;
        }
        try (InputStream in = ObserverText.class.getResourceAsStream("/demo/observer.js")) {
            if (in == null) {
                throw new StartFailure(
                        "proxy.observe wants the observer script, which this build lacks: it is built where Node 20 and npm are.",
                        null);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadableJar) {
            throw new StartFailure("The observer script in this program can't be read.", unreadableJar);
        }
    }
}
