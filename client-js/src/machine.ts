// The life of a client: every state it can be in, everything that can happen, and what follows. Pure: it reads no clock,
// no socket and no random source; all of these come with the event. Every transition stands in this file.
//
//   idle ─start─► token ─► connecting ─► greeting ─► open ─stop─► closing ─► closed
//                   │  ▲        │            │         │
//                   │  └─────── waiting ◄────┴─────────┘         stopped: never tried again by itself
//                   ▼             │  ▲
//                no-token         ▼  │
//                               paused (hidden, offline)
//
// Rules that hold everywhere:
// - A state with `until` gets a `timer` event at that time or later; no other state has a timer.
// - A socket exists in connecting, greeting, open and closing, and in no other state.
// - No attempt begins before `earliest`, which is what the server asked for or what the loop breaker sets.

/** What a peer advises about coming back: `retry` of a goodbye, or what the range of a close code says. */
export type Retry = "no" | "now" | "backoff" | "after_auth";

/** Who ended a connection or attempt, as this side sees it; the words of the report (PROTOCOL.md 6.2). */
export type EndedBy = "remote" | "application" | "page" | "silence" | "test" | "connect-timeout" | "blocked";

/** Why there will be no further attempt by itself. */
export type StopReason =
  /** The server said not to come back. */
  | "told"
  /** The server wants another credential, and there is no `getToken` to ask for one. */
  | "unauthorized"
  /** `maxRetries` attempts in a row failed. */
  | "retries";

/** What happened lately; every state carries it on. */
export interface Past {
  /** Failures in a row: attempts that did not open, and connections that did not live for `minUptime`. */
  readonly tries: number;
  /** Connections in a row that opened and did not live for `minUptime`. */
  readonly shortLives: number;
}

export type State =
  | ({ readonly type: "idle" } & Past)
  /** The next attempt begins at `until`; when something wakes the client before, at `earliest`. */
  | ({ readonly type: "waiting"; readonly until: number; readonly earliest: number; readonly refresh: boolean } & Past)
  /** The page is hidden or offline: the next attempt begins when it no longer is. */
  | ({
      readonly type: "paused";
      readonly why: "hidden" | "offline";
      readonly earliest: number;
      readonly refresh: boolean;
    } & Past)
  /** `getToken` was called. */
  | ({ readonly type: "token"; readonly until: number; readonly refresh: boolean } & Past)
  /** `getToken` had none, or again the one that was refused. */
  | ({ readonly type: "no-token"; readonly refused: boolean } & Past)
  | ({ readonly type: "connecting"; readonly until: number } & Past)
  /** The socket is open, `hello` was sent, `welcome` has not come. */
  | ({ readonly type: "greeting"; readonly since: number; readonly until: number } & Past)
  | Open
  | ({ readonly type: "closing"; readonly until: number } & Past)
  /** Closed by the application. */
  | ({ readonly type: "closed" } & Past)
  | ({ readonly type: "stopped"; readonly reason: StopReason } & Past);

export interface Open extends Past {
  readonly type: "open";
  /** Whether `holdfast.v1` is spoken; otherwise frames are the application's. */
  readonly holdfast: boolean;
  readonly since: number;
  readonly until: number;
  /** Silence longer than this is acted upon, in milliseconds. */
  readonly quiet: number;
  /** Time for an answer to a test, in milliseconds. */
  readonly patience: number;
  /** A running test: when it began, when it is over, and what ends the connection if nothing comes. */
  readonly test: { readonly since: number; readonly until: number; readonly by: "silence" | "test" } | null;
  /** When a new token is asked for; Infinity if none will be. */
  readonly refreshAt: number;
}

/** The world at the moment of an event. */
export interface Moment {
  /** Monotonic time in milliseconds. */
  readonly now: number;
  /** From 0 to below 1. */
  readonly random: number;
  readonly hidden: boolean;
  readonly offline: boolean;
  /** When anything last came from the server, its opening among that. */
  readonly heard: number;
}

export type Happening =
  /** The application wants a connection. */
  | { readonly type: "start" }
  /** The application wants none. */
  | { readonly type: "stop"; readonly code?: number | undefined; readonly reason?: string | undefined }
  | { readonly type: "timer" }
  /** Visible again, online again, thawed, awake, on another network. */
  | { readonly type: "wake" }
  /** `again`: it is the one that the server refused. `expiresIn`: milliseconds, Infinity if unknown. */
  | {
      readonly type: "token";
      readonly value: string | null;
      readonly again: boolean;
      readonly expiresIn: number;
    }
  | { readonly type: "token-failed" }
  | { readonly type: "opened"; readonly holdfast: boolean; readonly expiresIn: number }
  | {
      readonly type: "welcome";
      readonly intervalMs: number;
      readonly timeoutMs: number;
      readonly expiresIn: number;
    }
  /** The socket is gone; `retry` is the server's advice, or that of the close code. */
  | { readonly type: "ended"; readonly retry: Retry; readonly retryAfterMs: number }
  /** What the server says afterwards about an attempt that did not open. */
  | { readonly type: "advised"; readonly retry: Retry };

export type Event = Happening & Moment;

/** What the driver has to do, in this order. */
export type Effect =
  | { readonly do: "token"; readonly refresh: boolean }
  | { readonly do: "connect"; readonly token: string | null }
  | { readonly do: "hello" }
  | { readonly do: "auth"; readonly token: string }
  | { readonly do: "flush" }
  | { readonly do: "ping" }
  /** Give the socket up at once, whatever it still does. */
  | { readonly do: "drop"; readonly by: EndedBy }
  | { readonly do: "close"; readonly code: number | undefined; readonly reason: string | undefined };

/** The numbers by which it all goes; times in milliseconds. */
export interface Rules {
  readonly hasToken: boolean;
  readonly withoutToken: "connect" | "wait";
  readonly connectionTimeout: number;
  readonly minReconnectDelay: number;
  readonly maxReconnectDelay: number;
  readonly minUptime: number;
  readonly maxRetries: number;
  readonly pauseWhenHidden: boolean;
  /** Without `holdfast.v1`: silence after which the socket is tested, or given up if it can't be. Infinity: never. */
  readonly quiet: number;
  /** How long the answer to a test may take. */
  readonly maxServerPingDelay: number;
  /** Whether the driver has a ping for plain servers. */
  readonly canPing: boolean;
}

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** A deadline that fired later than this was slept through by the page itself, and proves nothing about the peer. */
const SLEPT_THROUGH = 2000;
/** Who heard something so lately need not test. */
const LATELY = 1000;
/** How long the closing handshake may take. */
const CLOSING = 2000;
/** How long before its end a token is replaced, at most; of a short one it is a tenth. */
const REFRESH_LEAD = 60_000;
/** Short lives in a row that make a loop, and the pause from then on. */
export const LOOP_AFTER = 10;
const LOOP_DELAY = 30_000;

export const IDLE: State = { type: "idle", tries: 0, shortLives: 0 };

export function next(state: State, event: Event, rules: Rules): Step {
  if (event.type === "timer" && "until" in state && event.now < state.until) {
    return stay(state);
  }
  // The table's types say that a row is for its state and a cell for its event; TypeScript can't follow an index.
  const cell = TRANSITIONS[state.type][event.type] as Transition<State, Event> | undefined;
  return cell ? cell(state, event, rules) : stay(state);
}

type Transition<S, E> = (state: S, event: E, rules: Rules) => Step;

type Table = {
  readonly [S in State["type"]]: {
    readonly [H in Happening["type"]]?: Transition<
      Extract<State, { type: S }>,
      Extract<Happening, { type: H }> & Moment
    >;
  };
};

/** Between two attempts. */
const RESTING: Table["paused"] & Table["waiting"] = {
  start: (state, event, rules) => attempt(state, event, rules, state.refresh),
  wake: (state, event, rules) => tryFrom(state.earliest, state, event, rules),
  advised,
  stop: closed,
};

/** All that can happen in each state; what is not here leaves it as it is. */
export const TRANSITIONS: Table = {
  idle: { start: begin, stop: (state) => become(state, { type: "closed" }) },
  closed: { start: begin },
  stopped: { start: begin, stop: (state) => become(state, { type: "closed" }) },
  "no-token": { start: askAgain, wake: askAgain, stop: closed },
  waiting: { ...RESTING, timer: (state, event, rules) => tryFrom(state.until, state, event, rules) },
  paused: RESTING,
  token: {
    token: (state, event, rules) =>
      (state.refresh ? event.value === null || event.again : event.value === null && rules.withoutToken === "wait")
        ? become(state, { type: "no-token", refused: state.refresh })
        : connect(state, event, rules, event.value),
    "token-failed": failed,
    timer: failed,
    advised,
    stop: closed,
  },
  connecting: {
    opened: (state, event, rules) =>
      event.holdfast
        ? become(
            state,
            { type: "greeting", since: event.now, until: event.now + rules.connectionTimeout },
            { do: "hello" },
          )
        : opened(state, event, event.now, false, rules.quiet, rules.maxServerPingDelay),
    ended: (state, event, rules) => ended(state, event, rules, null),
    timer: (state, event, rules) => ended(state, backoff(event), rules, null, drop("connect-timeout")),
    advised: (state, event, rules) => {
      const step = advised(state, event, rules);
      return step.state === state ? step : before(drop("application"), step);
    },
    stop: (state) => before(drop("application"), closed(state)),
  },
  greeting: {
    welcome: (state, event) => opened(state, event, state.since, true, event.intervalMs, event.timeoutMs),
    ended: (state, event, rules) => ended(state, event, rules, state.since),
    timer: (state, event, rules) => ended(state, backoff(event), rules, state.since, drop("connect-timeout")),
    stop: closing,
  },
  open: {
    ended: (state, event, rules) => ended(state, event, rules, state.since),
    wake: (state, event, rules) =>
      (state.holdfast || rules.canPing) && state.test === null && event.now - event.heard > LATELY
        ? test(state, event, "test")
        : stay(state),
    token: (state, event, rules) =>
      event.value === null || event.again
        ? refreshLater(state, event, rules)
        : { state: timed(state, event, refreshTime(event)), effects: [{ do: "auth", token: event.value }] },
    "token-failed": refreshLater,
    timer: due,
    stop: closing,
  },
  closing: {
    start: (_, event, rules) => before(drop("application"), attempt(IDLE, event, rules, false)),
    ended: closed,
    timer: (state) => before(drop("application"), closed(state)),
  },
};

/** A random time up to `min`, doubling with every failure after the first to `max`. */
export function fullJitter(tries: number, random: number, min: number, max: number): number {
  return random * Math.min(max, min * 2 ** (tries - 1));
}

function drop(by: EndedBy): Effect {
  return { do: "drop", by };
}

function stay(state: State): Step {
  return { state, effects: [] };
}

/** Another state, which carries the past on. */
function become({ tries, shortLives }: Past, now: NewState, ...effects: Effect[]): Step {
  return { state: { ...now, tries, shortLives }, effects };
}

type NewState = State extends infer S ? (S extends State ? Omit<S, keyof Past> : never) : never;

function before(effect: Effect, { state, effects }: Step): Step {
  return { state, effects: [effect, ...effects] };
}

type Ended = Extract<Happening, { type: "ended" }> & Moment;

function backoff(event: Moment): Ended {
  return { ...event, type: "ended", retry: "backoff", retryAfterMs: 0 };
}

function begin(_: State, event: Moment, rules: Rules): Step {
  return attempt(IDLE, event, rules, false);
}

function askAgain(state: Extract<State, { type: "no-token" }>, event: Moment, rules: Rules): Step {
  return attempt(state, event, rules, state.refused);
}

function closed(state: State): Step {
  return become(state, { type: "closed" });
}

function closing(state: State, { now, code, reason }: Extract<Happening, { type: "stop" }> & Moment): Step {
  return become(state, { type: "closing", until: now + CLOSING }, { do: "close", code, reason });
}

function attempt(past: Past, event: Moment, rules: Rules, refresh: boolean): Step {
  return rules.hasToken
    ? become(past, { type: "token", until: event.now + rules.connectionTimeout, refresh }, { do: "token", refresh })
    : connect(past, event, rules, null);
}

function connect(past: Past, event: Moment, rules: Rules, token: string | null): Step {
  return become(past, { type: "connecting", until: event.now + rules.connectionTimeout }, { do: "connect", token });
}

/** An attempt now, unless it is too early, or the page is hidden or offline. */
function tryFrom(earliest: number, past: Past & { refresh: boolean }, event: Moment, rules: Rules): Step {
  const { refresh } = past;
  const why = event.offline ? "offline" : event.hidden && rules.pauseWhenHidden && "hidden";
  if (event.now < earliest) {
    return become(past, { type: "waiting", until: earliest, earliest, refresh });
  }
  return why ? become(past, { type: "paused", why, earliest, refresh }) : attempt(past, event, rules, refresh);
}

/** `getToken` threw, or took too long. */
function failed({ tries, shortLives }: Past, event: Moment, rules: Rules): Step {
  return later({ tries: tries + 1, shortLives }, backoff(event), rules);
}

/** `since`: when it opened, if it did. */
function ended(state: State, event: Ended, rules: Rules, since: number | null, ...first: Effect[]): Step {
  const stable = since !== null && event.now - since >= rules.minUptime;
  const tries = stable ? 1 : state.tries + 1;
  const shortLives = stable ? 0 : state.shortLives + (since === null ? 0 : 1);
  const { state: after, effects } = later({ tries, shortLives }, event, rules, stable);
  return { state: after, effects: [...first, ...effects] };
}

/** What follows from a failure, by the advice that came with it. */
function later(past: Past, event: Ended, rules: Rules, stable = false): Step {
  const { now, random, retry, retryAfterMs } = event;
  const refresh = retry === "after_auth";
  const reason: StopReason | null =
    retry === "no"
      ? "told"
      : refresh && !rules.hasToken
        ? "unauthorized"
        : past.tries > rules.maxRetries
          ? "retries"
          : null;
  if (reason) {
    return become(past, { type: "stopped", reason });
  }
  const slow = past.shortLives < LOOP_AFTER ? 0 : LOOP_DELAY * (1 + random / 2);
  const earliest = now + Math.max(retryAfterMs, slow);
  const jitter = fullJitter(past.tries, random, rules.minReconnectDelay, rules.maxReconnectDelay);
  // On top of what the server asked for, so that those who were told the same do not come together.
  const until = retry === "now" && stable ? earliest : Math.max(earliest, now + retryAfterMs + jitter);
  return become(past, { type: "waiting", until, earliest, refresh });
}

/** The server's word on the attempt before this one. */
function advised(state: State, event: Extract<Happening, { type: "advised" }> & Moment, rules: Rules): Step {
  const known = event.retry === "after_auth" && "refresh" in state && state.refresh;
  return known || /now|back/.test(event.retry)
    ? stay(state)
    : later(state, { ...event, type: "ended", retryAfterMs: 0 }, rules);
}

function opened(
  past: Past,
  event: Moment & { readonly expiresIn: number },
  since: number,
  holdfast: boolean,
  quiet: number,
  patience: number,
): Step {
  const { tries, shortLives } = past;
  const open: Open = {
    type: "open",
    tries,
    shortLives,
    holdfast,
    since,
    until: 0,
    quiet,
    patience,
    test: null,
    refreshAt: 0,
  };
  return { state: timed(open, event, holdfast ? refreshTime(event) : Infinity), effects: [{ do: "flush" }] };
}

/** When a token is replaced that ends in `expiresIn`. */
function refreshTime({ now, expiresIn }: Moment & { readonly expiresIn: number }): number {
  return now + expiresIn - Math.min(REFRESH_LEAD, expiresIn / 10);
}

function refreshLater(open: Open, event: Moment, rules: Rules): Step {
  return stay(timed(open, event, event.now + rules.minReconnectDelay * (5 + 5 * event.random)));
}

/** The open state with the time at which it has to be looked at again. */
function timed(open: Open, { heard }: Moment, refreshAt = open.refreshAt, test = open.test): Open {
  const silence = test ? test.until : heard + open.quiet;
  return { ...open, refreshAt, test, until: Math.min(silence, refreshAt) };
}

function test(open: Open, event: Moment, by: "silence" | "test"): Step {
  const running = { since: event.now, until: event.now + open.patience, by };
  return { state: timed(open, event, open.refreshAt, running), effects: [{ do: "ping" }] };
}

/** The timer of an open connection: a new token, an answer that did not come, silence. */
function due(open: Open, event: Moment, rules: Rules): Step {
  const { now, heard } = event;
  const running = open.test;
  if (now >= open.refreshAt) {
    // An answer that never comes is asked for anew.
    const asked = timed(open, event, now + rules.connectionTimeout);
    return { state: asked, effects: [{ do: "token", refresh: true }] };
  }
  let by: "silence" | "test" = "silence";
  if (running && heard < running.since) {
    if (now < running.until) {
      return stay(timed(open, event));
    }
    by = running.by;
    if (now - running.until > SLEPT_THROUGH && by === "silence") {
      return test(open, event, "test");
    }
  } else if (now - heard < open.quiet) {
    return stay(timed(open, event, open.refreshAt, null));
  } else if (open.holdfast || rules.canPing) {
    return test(open, event, by);
  }
  return ended(open, backoff(event), rules, open.since, drop(by));
}
