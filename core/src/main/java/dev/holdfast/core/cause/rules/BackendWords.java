package dev.holdfast.core.cause.rules;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a fix reads in a backend's own language, as far as its `Server` header names it.
final class BackendWords {
    private BackendWords() {}

    /// Python's web servers, under FastAPI, Starlette, Django Channels and others.
    static boolean isAsgi(@Nullable String server) {
        String name = server == null ? "" : server.toLowerCase(Locale.ROOT);
        return name.contains("uvicorn")
                || name.contains("hypercorn")
                || name.contains("daphne")
                || name.contains("websockets/");
    }

    /// @param offered as the client offered them, tokens redacted
    static String selectSubprotocol(@Nullable String server, List<String> offered) {
        String wanted = offered.stream()
                .filter(entry -> !entry.contains("<redacted>"))
                .findFirst()
                .orElse(null);
        if (wanted == null) {
            return "Let the page offer a real subprotocol beside the token, as in new WebSocket(url, ['jwt-auth', 'jwt.' + "
                    + "token]), and select that in the 101; never select the token's own entry.";
        }
        String select = "Select \"" + wanted + "\" in the 101. ";
        String fastApi = "await websocket.accept(subprotocol=\"" + wanted + "\")";
        return isAsgi(server)
                ? select + "In FastAPI or Starlette: " + fastApi
                        + ". Select only what was offered, and never a token's entry."
                : select + "In FastAPI: " + fastApi + "; in Node's ws: new WebSocketServer({ handleProtocols: () => '"
                        + wanted + "' }); in others it is an option of the upgrade. Never select a token's entry.";
    }
}
