import { type Effect, type Happening, IDLE, next, type Rules, type State } from "../src/machine.js";
import { settingsOf } from "../src/options.js";

/** What befalls the server, in milliseconds from the moment it goes. */
export interface Restart {
  readonly name: string;
  readonly clients: number;
  readonly seed: number;
  /** It takes no connections until then. */
  readonly backAt: number;
  /** It goes in order: each client gets a goodbye with a random retry-after up to this. 0: it is killed. */
  readonly window: number;
  /** How long a handshake takes once it is back. */
  readonly handshake: number;
}

/** When handshakes arrived at the server, and when clients were connected again, in milliseconds. */
export interface Course {
  readonly arrivals: readonly number[];
  readonly connected: readonly number[];
}

/** A random source of its own (mulberry32): the same seed, the same course. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Clients that were all connected when the server went: the machine alone, in virtual time. */
export function simulate(restart: Restart): Course {
  const rules: Rules = settingsOf({}, false);
  const random = randomOf(restart.seed);
  const arrivals: number[] = [];
  const connected: number[] = [];
  const open: State = {
    ...IDLE,
    type: "open",
    holdfast: true,
    since: -60_000,
    until: 25_000,
    quiet: 25_000,
    patience: 10_000,
    test: null,
    refreshAt: Infinity,
  };

  for (let client = 0; client < restart.clients; client++) {
    let state = open as State;
    let now = 0;
    const tell = (happening: Happening): readonly Effect[] => {
      const moment = { now, random: random(), hidden: false, offline: false, heard: now };
      const step = next(state, { ...happening, ...moment }, rules);
      state = step.state;
      return step.effects;
    };
    tell({ type: "ended", retry: "backoff", retryAfterMs: random() * restart.window });
    while (state.type !== "open") {
      if (!("until" in state)) {
        throw new Error(`a client stands still: ${state.type}`);
      }
      now = state.until;
      const effects = tell({ type: "timer" });
      if (effects.some((effect) => effect.do === "connect")) {
        arrivals.push(now);
        if (now < restart.backAt) {
          tell({ type: "ended", retry: "backoff", retryAfterMs: 0 });
        } else {
          now += restart.handshake;
          tell({ type: "opened", holdfast: true, expiresIn: Infinity });
          tell({ type: "welcome", intervalMs: 25_000, timeoutMs: 10_000, expiresIn: Infinity });
          connected.push(now);
        }
      }
    }
  }
  return { arrivals: arrivals.sort((a, b) => a - b), connected: connected.sort((a, b) => a - b) };
}

/** How many fall into each piece of time. */
export function histogram(times: readonly number[], width: number, end: number): number[] {
  const counts = new Array<number>(Math.ceil(end / width)).fill(0);
  for (const time of times) {
    const piece = Math.floor(time / width);
    if (piece < counts.length) {
      counts[piece] = (counts[piece] ?? 0) + 1;
    }
  }
  return counts;
}

/** The restarts of the tests and of the picture. */
export const RESTARTS: readonly Restart[] = [
  {
    name: "drained over 30 s, back after 5 s",
    clients: 10_000,
    seed: 1,
    backAt: 5_000,
    window: 30_000,
    handshake: 20,
  },
  { name: "killed, back after 5 s", clients: 10_000, seed: 2, backAt: 5_000, window: 0, handshake: 20 },
  { name: "killed, back after 60 s", clients: 10_000, seed: 3, backAt: 60_000, window: 0, handshake: 20 },
];
