package dev.holdfast.core.cause;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The closed catalogue of causes. Ids are a contract: log, metrics, API, docs pages and alert rules carry
/// them. `spec/causes.json` holds the same list for other languages, and a test compares the two.
///
/// Each says in one clause what it means, what to do about it in general, and what we answer on the wire when
/// *we* are the one to end it.
///
/// Of the answers two things hold, and tests keep them. A close code's range gives an old client advice for a
/// code it does not know (`spec/codes.json`), and that advice is never more insistent than the cause's own.
/// And `NO` is for what stays wrong until somebody changes something: a single bad message must not keep a
/// client away for good.
public enum Cause {
    // --- before the connection is open ---
    HANDSHAKE_TIMEOUT(
            "handshake-timeout",
            "the opening handshake was begun and not finished in time",
            "Look at what connects from this address: a health check should send a whole request or none, a slow or stuck "
                    + "client should be restarted. Raise limits.handshake-timeout only for clients on very slow links.",
            Answer.http(408, Retry.BACKOFF)),
    HANDSHAKE_ABANDONED(
            "handshake-abandoned",
            "the client's side ended TCP before its opening handshake was answered",
            "If it repeats from a page, look for code that closes a socket it has just opened (a component that mounts "
                    + "twice, an effect that runs again); if answers are slow, look at the authentication's duration.",
            Answer.NONE),
    HANDSHAKE_MALFORMED(
            "handshake-malformed",
            "the opening handshake request broke RFC 6455 or HTTP",
            "Use a WebSocket client library; if this is one, look at what rewrites its request on the way here.",
            Answer.http(400, Retry.NO)),
    UPGRADE_HEADERS_NOT_FORWARDED(
            "upgrade-headers-not-forwarded",
            "something in between removed the Upgrade header",
            "In nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "
                    + "\"upgrade\"; elsewhere switch WebSocket support on for this route.",
            Answer.http(426, Retry.NO)),
    HEADER_TOO_LARGE(
            "header-too-large",
            "the handshake's request line or headers were larger than the limit",
            "Find the large header: usually cookies or a token. Shrink it, send the token as first message, or raise "
                    + "limits.header-bytes here and the same limit in every proxy before us.",
            Answer.http(431, Retry.NO)),
    WRONG_PATH(
            "wrong-path-or-not-a-ws-route",
            "the handshake asked for a path that is not served",
            "Correct the URL, or add the path here; look for a path prefix that a proxy adds or strips.",
            Answer.http(404, Retry.NO)),
    ORIGIN_NOT_ALLOWED(
            "origin-not-allowed",
            "the page's origin is not on the allow-list",
            "Add the origin, exactly as the browser sends it, to `origins`.",
            Answer.both(403, 4403, Retry.NO)),
    SUBPROTOCOL_NOT_SUPPORTED(
            "subprotocol-not-supported",
            "none of the offered subprotocols is spoken here",
            "Offer holdfast.v1 or jwt-auth, or add the application's own to `subprotocols`. A 101 without a selected one "
                    + "would make a browser drop the connection with 1006.",
            Answer.http(400, Retry.NO)),
    ONLY_TOKEN_SUBPROTOCOL_OFFERED(
            "only-token-subprotocol-offered",
            "the client offered a token as its only subprotocol",
            "Offer a real subprotocol beside the token: new WebSocket(url, ['jwt-auth', 'jwt.' + token]). The token's own "
                    + "entry is never selected, because the answer would repeat it.",
            Answer.http(400, Retry.NO)),
    STARTUP_NOT_READY(
            "startup-not-ready",
            "the handshake came before the server was ready",
            "Send traffic only after /health/ready answers 200.",
            Answer.both(503, 1013, Retry.BACKOFF)),
    SERVER_CONNECTION_LIMIT(
            "server-connection-limit",
            "this server holds as many connections as it may",
            "Add servers, or raise limits.connections as far as memory and file descriptors allow; if the number grew "
                    + "without more users, look for clients that open connections and forget them.",
            Answer.both(503, 1013, Retry.BACKOFF)),
    CLIENT_CONNECTION_LIMIT(
            "client-connection-limit",
            "one user or one address holds as many connections as it may",
            "Look for a client that opens a connection in every component or tab, or reconnects without closing; if "
                    + "so many are wanted (many users behind one address), raise the limit named in the evidence.",
            Answer.both(429, 4429, Retry.BACKOFF)),
    HELD_BACK(
            "held-back",
            "the client is in a reconnect loop and was told to wait",
            "Mend what the loop repeats: the incident named in the evidence says what. When the client has been quiet "
                    + "for incidents.loop-window, it is let in again.",
            Answer.both(429, 4429, Retry.BACKOFF)),
    CONNECT_REFUSED(
            "connect-refused-or-ipv6-localhost",
            "nothing accepts connections at the address the client tried",
            DecidedBy.PROBE,
            "Start the server, or use the address it listens on: localhost may mean ::1 while the server "
                    + "has 127.0.0.1."),
    TLS_CERT_UNTRUSTED(
            "tls-cert-untrusted",
            "the client did not trust the certificate",
            DecidedBy.GATEWAY,
            "Serve a certificate for this very name, with its whole chain, from an authority the client " + "knows."),
    TLS_HANDSHAKE_FAILED(
            "tls-handshake-failed",
            "the client and this port did not agree on TLS",
            DecidedBy.GATEWAY,
            "Read the alert in the evidence: a client that speaks no TLS on this port (ws:// in place of wss://), one that "
                    + "knows only old versions, or one that showed no certificate where one is asked for."),
    MIXED_CONTENT(
            "mixed-content",
            "a page of https asked for an unencrypted ws: address",
            DecidedBy.CLIENT,
            "Derive the address from the page: (location.protocol === 'https:' ? 'wss://' : 'ws://') + "
                    + "location.host."),
    CSP_CONNECT_SRC(
            "csp-connect-src",
            "the page's own content security policy forbids the address",
            DecidedBy.CLIENT,
            "Add the WebSocket's address, with its scheme, to connect-src of the page's " + "Content-Security-Policy."),
    CHROME_LOCAL_NETWORK_ACCESS(
            "chrome-local-network-access",
            "the browser forbids a public page to connect to a private address",
            DecidedBy.CLIENT,
            "Serve the page and the WebSocket from the same network, or let the user grant the local "
                    + "network permission."),
    BROWSER_CONNECTION_LIMIT(
            "browser-connection-limit",
            "the browser holds as many WebSockets as it allows itself",
            DecidedBy.CLIENT,
            "Share one connection: a SharedWorker, a BroadcastChannel with one leader tab, or one socket "
                    + "for all components."),
    WAF_OR_BOT_BLOCK(
            "waf-or-bot-block",
            "a firewall for web applications answered the handshake in our place",
            DecidedBy.PROBE,
            "Make an exception for the WebSocket's path in the firewall's rules."),
    CORPORATE_PROXY_OR_AV(
            "corporate-proxy-or-av",
            "a proxy or virus scanner in the client's network breaks the connection",
            DecidedBy.PROBE,
            "Offer wss on port 443 and nothing else; where TLS is opened for inspection, ask for an "
                    + "exception for this host."),
    REDIRECT_ON_HANDSHAKE(
            "redirect-on-handshake",
            "the handshake was answered with a redirect, which browsers do not follow",
            DecidedBy.GATEWAY,
            "Use the final address, with wss:// and the path exactly as it is served, a slash at its end "
                    + "included."),
    HTTP2_EXTENDED_CONNECT_MISMATCH(
            "http2-extended-connect-mismatch",
            "a proxy offers WebSockets over HTTP/2 and cannot carry them through",
            DecidedBy.PROBE,
            "Switch extended CONNECT (RFC 8441) off at what ends TLS, or let it translate to HTTP/1.1 "
                    + "upgrades for the back end."),
    EPHEMERAL_PORT_EXHAUSTION(
            "ephemeral-port-exhaustion-at-proxy",
            "a proxy has no free local port left for another connection to the back end",
            DecidedBy.GATEWAY,
            "Give the proxy more source addresses, or the back end more addresses or ports; widen "
                    + "ip_local_port_range.",
            Answer.http(503, Retry.BACKOFF)),
    STICKY_SESSION_MISSING(
            "sticky-session-missing",
            "requests of one session reached different servers",
            DecidedBy.GATEWAY,
            "Bind a session to its server (affinity by cookie or address), or use the WebSocket transport "
                    + "from the first request."),
    SUBPROTOCOL_NOT_ECHOED(
            "subprotocol-not-echoed",
            "subprotocols were offered, the 101 selected none, and the client dropped the connection",
            "Select one of the offered subprotocols in the 101, never the entry that carries a token.",
            Answer.NONE),
    CLOSE_WHILE_CONNECTING(
            "close-while-connecting",
            "the client dropped the connection in the moment it was opened, without a byte",
            "Look for a page that closes a socket it has just opened: a component mounted twice, an effect "
                    + "that runs on every render.",
            Answer.NONE),
    HANDSHAKE_REPLY_INVALID(
            "handshake-reply-invalid",
            "the 101 that reached the client was one that it must refuse",
            DecidedBy.GATEWAY,
            "Answer with the right Sec-WebSocket-Accept, one offered subprotocol and only negotiated " + "extensions."),
    BACKEND_UNREACHABLE(
            "backend-unreachable",
            "no connection to the backend could be made",
            DecidedBy.GATEWAY,
            "Start the backend, or correct the address it is looked for at (--to); a container needs a port that is "
                    + "published, and a program must listen on the address that is asked.",
            Answer.http(502, Retry.BACKOFF)),
    BACKEND_NO_ANSWER(
            "backend-no-answer",
            "the backend took the connection and gave no usable answer to the opening handshake",
            DecidedBy.GATEWAY,
            "Look at the backend at this moment: it hangs, waits for a database or another service, or crashes on this "
                    + "request.",
            Answer.http(504, Retry.BACKOFF)),
    BACKEND_SILENT(
            "backend-silent",
            "the backend stopped answering on a connection that was open",
            DecidedBy.GATEWAY,
            "Look at the backend at this moment: what blocks its event loop or holds all its threads. One that answers no "
                    + "ping at all breaks RFC 6455 5.5.3; where it can't be mended, leave the gateway's heartbeat off.",
            Answer.close(1014, Retry.BACKOFF)),
    BACKEND_ERROR(
            "backend-error",
            "the backend answered the opening handshake with an error of its own",
            DecidedBy.GATEWAY,
            "Look into the backend's log at this moment: the status it answered is in the evidence."),
    BACKEND_REFUSED_HANDSHAKE(
            "backend-refused-handshake",
            "the backend answered the opening handshake with a status that is none of the usual ones",
            DecidedBy.GATEWAY,
            "Look into the backend's log at this moment: the status it answered is in the evidence."),
    HANDSHAKE_AUTH_REJECTED(
            "handshake-auth-rejected",
            "the backend refused the opening handshake because of who asked",
            DecidedBy.GATEWAY,
            "Look at the credential that came, and at what the backend expects. A browser can't see this status: accept "
                    + "and close with 4401 and a reason instead."),
    FD_EXHAUSTION(
            "fd-exhaustion",
            "this server had no file descriptor left for another connection",
            "Raise the limit of open files (LimitNOFILE, ulimit -n) above the number of connections, or "
                    + "lower limits.connections.",
            Answer.http(503, Retry.BACKOFF)),

    // --- authentication ---
    TOKEN_MISSING(
            "token-missing",
            "no credential came with the handshake",
            "Send a token by one of the carriers named in the evidence, and connect only once it is loaded.",
            Answer.both(401, 4401, Retry.AFTER_AUTH)),
    AUTH_MODE_MISMATCH(
            "auth-mode-mismatch-dev-prod",
            "the credential came by a carrier that is not enabled here",
            "Send it by an enabled carrier, or enable this one in `auth.carriers`; use one carrier in every environment.",
            Answer.both(401, 4401, Retry.NO)),
    AUTH_CARRIERS_CONFLICT(
            "auth-carriers-conflict",
            "two carriers held different credentials",
            "Send the credential once. A stale cookie beside a fresh header is the usual reason.",
            Answer.both(401, 4401, Retry.NO)),
    TOKEN_MALFORMED(
            "token-malformed",
            "the token does not have the form that is accepted here",
            "Look at how the client builds it: a missing base64url step, a cut string, the word null or undefined; or at "
                    + "the issuer, if the evidence names a claim.",
            Answer.both(401, 4401, Retry.NO)),
    TOKEN_SIGNATURE_INVALID(
            "token-signature-invalid",
            "the token's signature does not fit the key",
            "Compare the signing secret or key of whoever issues tokens with the one configured here: usually an "
                    + "environment mixed up or a key rotated on one side only.",
            Answer.both(401, 4401, Retry.NO)),
    TOKEN_KEY_UNKNOWN(
            "token-key-unknown",
            "the token is signed with a key that is not known here",
            "Publish the key at the configured JWKS URL before signing with it, and keep the old one until its tokens have "
                    + "expired.",
            Answer.both(401, 4401, Retry.NO)),
    TOKEN_EXPIRED(
            "token-expired",
            "the token had expired",
            "Fetch a fresh token for every attempt (a function, not a string read once), and refresh it inside the open "
                    + "connection with an `auth` message.",
            Answer.both(401, 4401, Retry.AFTER_AUTH)),
    TOKEN_NOT_YET_VALID(
            "token-not-yet-valid",
            "the token is not valid yet",
            "Set the clocks of the token's issuer and of this server by NTP; `auth.jwt.leeway` bridges small differences.",
            Answer.both(401, 4401, Retry.BACKOFF)),
    TOKEN_AUDIENCE_MISMATCH(
            "token-audience-mismatch",
            "the token was issued for another audience",
            "Ask the issuer for a token for the audience named in the evidence, or correct `auth.jwt.audience`.",
            Answer.both(401, 4401, Retry.NO)),
    TOKEN_ISSUER_MISMATCH(
            "token-issuer-mismatch",
            "the token was issued by another issuer",
            "Use a token of the issuer named in the evidence, or correct `auth.jwt.issuer`.",
            Answer.both(401, 4401, Retry.NO)),
    TICKET_UNKNOWN(
            "ticket-unknown",
            "the one-time ticket was never issued, is used up or too old",
            "Fetch a new ticket right before every attempt; one ticket opens one connection.",
            Answer.both(401, 4401, Retry.AFTER_AUTH)),
    AUTH_BACKEND_DOWN(
            "auth-backend-down",
            "the credential could not be judged, because what judges it did not answer",
            "Bring the key server, or whatever judges credentials, back; clients keep their tokens and come back by "
                    + "themselves.",
            Answer.both(503, 1013, Retry.BACKOFF)),
    INIT_HANDSHAKE_TIMEOUT(
            "init-handshake-timeout",
            "the connection was accepted and its first message with the credential did not come in time",
            "Send {\"type\":\"auth\",\"token\":…} as soon as the connection is open.",
            Answer.close(4408, Retry.BACKOFF)),
    COOKIE_NOT_SENT(
            "cookie-not-sent",
            "the credential belongs into a cookie, and a page of another site sent none",
            "Set the cookie with SameSite=None; Secure (and the right Domain), or send the token by "
                    + "another carrier.",
            Answer.both(401, 4401, Retry.AFTER_AUTH)),
    TOKEN_EXPIRED_RECONNECT_LOOP(
            "token-expired-reconnect-loop",
            "a client comes back again and again with the same expired token",
            DecidedBy.MANY,
            "Ask for a fresh token before every attempt (a function, not a string), and stop on 4401 until "
                    + "there is one."),
    CONNECT_BEFORE_TOKEN_READY(
            "connect-before-token-ready",
            "the client connected before it had its token, and again at once when it had",
            DecidedBy.MANY,
            "Open the connection only once the token is there: await it, or make it a condition of the " + "effect."),
    CLOCK_SKEW(
            "clock-skew",
            "the clock of whoever issues tokens and ours differ by the same amount for everybody",
            DecidedBy.MANY,
            "Run NTP on both machines; auth.jwt.leeway bridges up to five minutes until then."),

    // --- what the client did ---
    CLIENT_LEFT("client-left", "the client closed the connection", "Nothing to do.", Answer.NONE),
    CLIENT_CLOSED_WITH_ERROR(
            "client-closed-with-error",
            "the client's side closed with an error code",
            "Look into the client's log at this moment; the code and the reason it sent are in the evidence.",
            Answer.NONE),
    CLIENT_LIBRARY_TIMEOUT(
            "client-library-timeout",
            "the client's library did not get the answers it waits for",
            "Compare the library's ping interval and timeout with the round trips here; a client that is busy for longer "
                    + "than its own timeout times itself out.",
            Answer.NONE),
    CLIENT_EVENT_LOOP_BLOCKED(
            "client-event-loop-blocked",
            "the client's program stopped answering while its TCP still did",
            "Look for what blocks the client: a long computation on its event loop, a debugger's breakpoint, a suspended "
                    + "process; behind a proxy, also for a client that died behind it.",
            Answer.close(4001, Retry.BACKOFF)),
    HALF_OPEN_DEAD_PEER(
            "half-open-dead-peer",
            "the path to the client, or the client's whole machine, died without a word",
            "Nothing here can bring it back: the client should notice by its own silence limit and reconnect. If it "
                    + "repeats at one age of silence, a NAT or firewall forgets idle connections: ping more often.",
            Answer.close(4001, Retry.BACKOFF)),
    HEARTBEAT_MISSED(
            "heartbeat-missed",
            "a heartbeat was not answered, and TCP did not tell whether the path or the client was silent",
            "Look at the client and at what stands between; run on Linux to have the kernel's view in the evidence.",
            Answer.close(4001, Retry.BACKOFF)),
    SLOW_CONSUMER(
            "slow-consumer",
            "one side did not take what was sent to it",
            "Send less or conflate, read faster in the client, or raise limits.outbound-queue-bytes where memory allows.",
            Answer.close(4008, Retry.BACKOFF)),
    BACKGROUND_TAB_THROTTLE(
            "background-tab-throttle",
            "the browser answered for a page whose own script was held back",
            "Keep liveness on protocol pings, which browsers answer below the page, and give a hidden page "
                    + "no deadline of its own.",
            Answer.close(4001, Retry.BACKOFF)),
    REACT_EFFECT_CHURN(
            "react-effect-churn",
            "a page closes and opens its connection over and over, by its own code",
            DecidedBy.MANY,
            "Hold the connection outside the components, and keep tokens and callbacks in refs so that "
                    + "they are no dependencies."),
    STRICTMODE_DOUBLE_MOUNT(
            "strictmode-double-mount",
            "a development build mounts every component twice, so each connection is opened twice",
            DecidedBy.MANY,
            "Nothing to do in production; put off the disconnect in the effect's clean-up if it disturbs "
                    + "development."),
    MOBILE_BACKGROUND_SUSPEND(
            "mobile-background-suspend",
            "the client's app or browser was put into the background and stopped",
            DecidedBy.CLIENT,
            "Reconnect when the app or page becomes visible again, and let a session resume where it was."),
    LAPTOP_SLEEP_WAKE(
            "laptop-sleep-wake",
            "the client's machine slept",
            DecidedBy.CLIENT,
            "Treat an open connection that was silent for longer than the heartbeat as gone, and reconnect "
                    + "on wake."),
    BFCACHE(
            "bfcache",
            "the page went into the browser's back/forward cache and lost its connection",
            DecidedBy.CLIENT,
            "Close on pagehide, open on pageshow; then both sides know."),
    EXTENSION_WORKER_IDLE(
            "extension-service-worker-idle",
            "the browser stopped an extension's service worker after 30 s without traffic",
            "Exchange a message every 20 s from Chrome 116 on; protocol pings do not keep a worker alive.",
            Answer.NONE),
    DUPLICATE_SESSION_KICK_LOOP(
            "duplicate-session-kick-loop",
            "two tabs or devices of one user replace each other's connection in turn",
            DecidedBy.MANY,
            "Allow several connections of a user, or close the replaced one with 4409, on which a client "
                    + "must not come back."),
    RECONNECT_STORM(
            "reconnect-storm",
            "very many clients come back at the same moments",
            DecidedBy.MANY,
            "Reconnect with full jitter and a growing pause in the clients; honour Retry-After and the "
                    + "goodbye's retryAfterMs."),
    APPLE_DEFLATE_BUG(
            "apple-deflate-bug",
            "the network stack of Apple's systems fails on compressed messages",
            DecidedBy.GATEWAY,
            "Decline permessage-deflate for Safari and apps on NSURLSession, or switch compression off."),

    // --- what lies between ---
    PROXY_IDLE_TIMEOUT(
            "proxy-idle-timeout",
            "something in between ends connections that were silent for a fixed time",
            DecidedBy.MANY,
            "Ping at half of that time or less (heartbeat.interval), or raise the hop's idle limit."),
    LB_IDLE_TIMEOUT_L7(
            "lb-idle-timeout-l7",
            "a cloud's load balancer ends connections that were silent for its limit",
            DecidedBy.MANY,
            "Ping at half of that time or less (heartbeat.interval), or raise the load balancer's idle " + "timeout."),
    API_GATEWAY_IDLE(
            "api-gateway-idle-10m",
            "an API gateway ends connections without messages for ten minutes",
            DecidedBy.MANY,
            "Send an application message at least every nine minutes: protocol pings do not reach through."),
    HEARTBEAT_NOT_BELOW_IDLE(
            "heartbeat-interval-not-below-idle-timeout",
            "our own ping comes no sooner than a hop's idle limit, so the two race",
            DecidedBy.MANY,
            "Set heartbeat.interval to half of the smallest idle limit on the way or less."),
    L4_IDLE_SILENT_DROP(
            "l4-idle-silent-drop",
            "a NAT, firewall or load balancer forgot an idle connection without telling anybody",
            "Ping more often than the box forgets (heartbeat.interval below half of its limit); switch TCP "
                    + "keepalive on where pings can't.",
            Answer.close(4001, Retry.BACKOFF)),
    PROXY_RELOAD(
            "proxy-reload",
            "a proxy in between was reloaded or restarted, and its connections went with it",
            DecidedBy.MANY,
            "Reload the proxy less often or let its old workers live longer; clients come back by " + "themselves."),
    CDN_OR_LB_MAINTENANCE(
            "cdn-or-lb-maintenance",
            "a CDN or load balancer in between restarted and said so",
            "Nothing to do but reconnect with jitter; if it hurts, resume sessions where they were.",
            Answer.NONE),
    NETWORK_CHANGE(
            "network-change-or-vpn",
            "the client came back from another address: its network or VPN changed",
            DecidedBy.MANY,
            "Reconnect on the online event, and let a session resume by its id, not by its address."),
    RADIO_LOSS(
            "radio-loss",
            "the path to the client lost more and more packets until it was given up",
            "Give clients on bad links a longer heartbeat.timeout, and send less at once.",
            Answer.close(4001, Retry.BACKOFF)),

    // --- frames ---
    MESSAGE_TOO_BIG(
            "message-too-big",
            "a message was larger than the receiver's limit",
            "Send it in parts, or raise limits.message-bytes (and the same limit in what stands between); never retry the "
                    + "same message.",
            Answer.close(1009, Retry.BACKOFF)),
    INVALID_UTF8(
            "invalid-utf8",
            "a text message was not valid UTF-8",
            "Send binary data as binary messages, and look for text that was cut in the middle of a character.",
            Answer.close(1007, Retry.BACKOFF)),
    MASKING_OR_FRAMING_ERROR(
            "masking-or-framing-error",
            "the bytes received were not valid WebSocket frames",
            "Update the WebSocket library that wrote them; if several clients do it, look at what rewrites bytes between.",
            Answer.close(1002, Retry.BACKOFF)),
    COMPRESSION_FRAME_MISMATCH(
            "compression-frame-mismatch",
            "a frame had a reserved bit set although no extension was negotiated",
            "Look at what forwards or strips Sec-WebSocket-Extensions in one direction only, and make it do so in both.",
            Answer.close(1002, Retry.BACKOFF)),
    STREAM_CORRUPTED(
            "stream-corrupted-by-middleware",
            "a line of HTTP came where the first frame was expected",
            "Look for a proxy that reuses the connection for another request, or middleware that writes to it after 101.",
            Answer.close(1002, Retry.BACKOFF)),
    UNSUPPORTED_DATA(
            "unsupported-data",
            "a binary message came where only text is understood",
            "Send text, or let the route accept binary.",
            Answer.close(1003, Retry.BACKOFF)),
    FRAGMENT_FLOOD(
            "fragment-flood",
            "a message came in more fragments than the limit",
            "Send larger fragments; limits.fragments says how many are allowed.",
            Answer.close(1008, Retry.BACKOFF)),
    MESSAGE_TIMEOUT(
            "message-timeout",
            "a message was begun and not finished in time",
            "Look for a client that stops in the middle of a message, or raise limits.message-timeout for slow links.",
            Answer.close(1008, Retry.BACKOFF)),
    CONTROL_FLOOD(
            "control-flood",
            "more pings and pongs came than the limit allows",
            "Ping at most once in a few seconds; limits.control-frames-per-second says how many are allowed.",
            Answer.close(1008, Retry.BACKOFF)),
    RATE_LIMITED(
            "rate-limited",
            "more messages came than the limit allows",
            "Send less often or batch; limits.messages-per-second says how many are allowed.",
            Answer.close(1008, Retry.BACKOFF)),

    // --- what the application or the server did ---
    APPLICATION_CLOSED(
            "application-closed",
            "the application closed the connection",
            "Nothing to do, if the application meant it: its code and reason are in the evidence.",
            Answer.NONE),
    SERVER_LOOP_EXITS_EARLY(
            "server-loop-exits-early",
            "the application closed the connection at once, before the client had said anything",
            "Look at the handler's onOpen: a check there ends the connection right after it was accepted.",
            Answer.NONE),
    HANDLER_EXCEPTION(
            "handler-exception",
            "the application's handler failed on message after message",
            "Look up the error id of the evidence in the log: the stack trace stands there.",
            Answer.close(1011, Retry.BACKOFF)),
    CLOSE_HANDSHAKE_UNANSWERED(
            "close-handshake-unanswered",
            "we closed and the peer never answered the close frame",
            "Update the client's library, or look for a client that had gone already; the connection was cut in the end.",
            Answer.NONE),
    MAX_LIFETIME(
            "max-lifetime",
            "the connection reached its greatest age",
            "Nothing to do: clients come back at once. Adjust limits.max-age if it is too short.",
            Answer.close(4100, Retry.NOW)),
    CLOSED_BY_OPERATOR(
            "closed-by-operator",
            "an operator closed the connection",
            "Nothing to do: somebody meant it, and the reason given stands in the evidence. The client may come back.",
            Answer.close(4002, Retry.BACKOFF)),
    DEPLOY_OR_DRAIN(
            "deploy-or-drain",
            "the server was stopped in order",
            "Nothing to do: clients come back by themselves, spread over the drain window.",
            Answer.both(503, 1012, Retry.BACKOFF)),
    SERVER_EVENT_LOOP_BLOCKED(
            "server-event-loop-blocked",
            "this server stood still for so long that its clients gave up",
            "Move what blocks off the event loop (Route.of runs handlers on virtual threads), give the JVM "
                    + "memory, look for CPU throttling.",
            Answer.NONE),
    CRASH_OOM_SIGKILL(
            "crash-oom-sigkill",
            "the server's process died without a clean stop",
            "Look at the kernel's log and the container's last state: out of memory, a kill, a crash of " + "the JVM.",
            Answer.NONE),
    SERVER_IDLE_POLICY(
            "server-idle-policy",
            "the application closes connections that send nothing for a while, and said so",
            "Raise the application's idle limit or let clients send something; Holdfast itself never "
                    + "closes a quiet, living connection.",
            Answer.NONE),
    HANDLER_SLOW_TO_STOP(
            "handler-slow-to-stop",
            "the connection had ended, and the application's handler went on for too long",
            "Let the handler end when isOpen() is false or its thread is interrupted; bound every wait in " + "it.",
            Answer.NONE),
    SEND_AFTER_CLOSE(
            "send-after-close",
            "an application went on sending after its connection had closed, and failed on that",
            DecidedBy.GATEWAY,
            "Check before sending, let one place write, and end the sender when the connection ends."),
    CONNECTED_BUT_DEAF(
            "connected-but-deaf",
            "the connection lives and nobody acts on what it carries",
            DecidedBy.PROBE,
            "Test the whole way: send a message that the application must answer, and measure the answer."),
    INTERNAL_FAULT(
            "internal-fault",
            "a fault of Holdfast itself",
            "Please report it, with the log line of the error id in the evidence.",
            Answer.both(500, 1011, Retry.BACKOFF)),

    // --- nobody knows ---
    UNEXPLAINED(
            "unexplained",
            "the facts that would decide are missing",
            "Collect what is listed as missing: a client that reports, or the gateway in front, gives most of it.",
            Answer.NONE);

    private static final Map<String, Cause> BY_ID =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Cause::id, Function.identity()));

    private final String id;
    private final String meaning;
    private final DecidedBy decidedBy;
    private final String fix;
    private final Answer answer;

    /// Of a cause that this server names from one end.
    Cause(String id, String meaning, String fix, Answer answer) {
        this(id, meaning, DecidedBy.SERVER, fix, answer);
    }

    /// Of a cause that takes more than one end of this server to name, and so is never ours to answer.
    Cause(String id, String meaning, DecidedBy decidedBy, String fix) {
        this(id, meaning, decidedBy, fix, Answer.NONE);
    }

    Cause(String id, String meaning, DecidedBy decidedBy, String fix, Answer answer) {
        this.id = id;
        this.meaning = meaning;
        this.decidedBy = decidedBy;
        this.fix = fix;
        this.answer = answer;
    }

    public static Optional<Cause> byId(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /// As it stands everywhere outside the program.
    public String id() {
        return id;
    }

    /// One clause.
    public String meaning() {
        return meaning;
    }

    /// The least that must be at hand for it to be named.
    public DecidedBy decidedBy() {
        return decidedBy;
    }

    /// What to do in general; a finding may know better.
    public String fix() {
        return fix;
    }

    /// What we put on the wire when we end a connection for this cause.
    public Answer answer() {
        return answer;
    }

    /// The page that explains it, relative to the project's root.
    public String doc() {
        return "docs/causes/" + id + ".md";
    }
}
