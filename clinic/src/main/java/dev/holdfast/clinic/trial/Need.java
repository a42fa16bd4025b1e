package dev.holdfast.clinic.trial;

import dev.holdfast.clinic.part.ClientBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a case can't be played without. `clinic/run` has tried to install it; here is only looked whether it is there.
public enum Need {
    NGINX("nginx is missing", "nginx", "-v"),
    HAPROXY("haproxy is missing", "haproxy", "-v"),
    CHROMIUM("chromium is missing", "chromium", "--version"),
    FIREFOX("firefox-esr is missing", "firefox-esr", "--version"),
    CURL("curl is missing", "curl", "--version"),
    OPENSSL("openssl is missing", "openssl", "version"),
    FAKETIME("faketime is missing", "faketime", "--version"),
    NODE("Node 20 with the packages of clinic/package.json is missing", "node", "-e", "require.resolve('ws')"),
    /// The client of `client-js`, which is built at first use.
    CLIENT_JS("npm is missing, which builds the client of client-js", "npm", "--version"),
    PYTHON_WEBSOCKETS("python3-websockets is missing", "/usr/bin/python3", "-c", "import websockets"),
    UVICORN("python3-uvicorn or python3-fastapi is missing", "/usr/bin/python3", "-c", "import uvicorn, fastapi"),
    /// A network of its own, with a cable that can be cut.
    NETWORK("no network namespace can be made here: that takes root and iproute2", "ip", "netns", "add", "hf-probe"),
    /// Packet loss and silent drops.
    IPTABLES("iptables is missing or not allowed", "iptables", "-w", "-L", "-n");

    private static final Map<Need, Boolean> LOOKED = new ConcurrentHashMap<>();

    private final String reason;
    private final List<String> test;

    Need(String reason, String... test) {
        this.reason = reason;
        this.test = List.of(test);
    }

    /// Why a case that needs it is skipped; `null` where it is there. Looks once.
    ///
    /// @param clinic the folder of the clinic, in which Node's packages are
    public @Nullable String missing(Path clinic) {
        return LOOKED.computeIfAbsent(this, need -> need.isThere(clinic)) ? null : reason;
    }

    private boolean isThere(Path clinic) {
        if (this == NODE && !Files.isDirectory(clinic.resolve("node_modules"))) {
            return false;
        }
        boolean there = succeeds(clinic, test);
        if (this == CLIENT_JS && there) {
            return builds();
        }
        if (this == NETWORK && there) {
            return succeeds(clinic, List.of("ip", "netns", "delete", "hf-probe"));
        }
        return there;
    }

    /// Here and not in the first trial that has it, whose time would be over before packages have come.
    private static boolean builds() {
        try {
            return !ClientBundle.module().isEmpty();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean succeeds(Path clinic, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(clinic.toFile())
                    .redirectErrorStream(true)
                    .start();
            var _ = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
