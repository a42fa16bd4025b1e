import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Effect, type Event, fullJitter, type Happening, next, type Rules, type State } from "../src/machine.js";
import { settingsOf } from "../src/options.js";

const PLAIN: Rules = settingsOf({}, false);
const WITH_TOKEN: Rules = settingsOf({ getToken: () => "t" }, false);
const PINGING: Rules = settingsOf({ heartbeatMessage: "ping" }, false);

/** Every state, with its deadline at 10 000 where it has one. */
export const STATES: { readonly [T in State["type"]]: Extract<State, { type: T }> } = {
  idle: { type: "idle", tries: 0, shortLives: 0 },
  waiting: { type: "waiting", until: 10_000, earliest: 5_000, refresh: false, tries: 3, shortLives: 1 },
  paused: { type: "paused", why: "hidden", earliest: 5_000, refresh: false, tries: 3, shortLives: 1 },
  token: { type: "token", until: 10_000, refresh: false, tries: 3, shortLives: 1 },
  "no-token": { type: "no-token", refused: false, tries: 0, shortLives: 0 },
  connecting: { type: "connecting", until: 10_000, tries: 3, shortLives: 1 },
  greeting: { type: "greeting", since: 1_000, until: 10_000, tries: 3, shortLives: 1 },
  open: {
    type: "open",
    holdfast: true,
    since: 1_000,
    until: 10_000,
    quiet: 25_000,
    patience: 10_000,
    test: null,
    refreshAt: Infinity,
    tries: 3,
    shortLives: 1,
  },
  closing: { type: "closing", until: 10_000, tries: 0, shortLives: 0 },
  closed: { type: "closed", tries: 0, shortLives: 0 },
  stopped: { type: "stopped", reason: "told", tries: 1, shortLives: 0 },
};

const HAPPENINGS: { readonly [T in Happening["type"]]: Extract<Happening, { type: T }> } = {
  start: { type: "start" },
  stop: { type: "stop", code: 1000, reason: "" },
  timer: { type: "timer" },
  wake: { type: "wake" },
  token: { type: "token", value: "t2", again: false, expiresIn: Infinity },
  "token-failed": { type: "token-failed" },
  opened: { type: "opened", holdfast: true, expiresIn: Infinity },
  welcome: { type: "welcome", intervalMs: 25_000, timeoutMs: 10_000, expiresIn: Infinity },
  ended: { type: "ended", retry: "backoff", retryAfterMs: 0 },
  advised: { type: "advised", retry: "no" },
};

/** What each event makes of each state once every deadline is over; what stands nowhere leaves it as it is. */
const TABLE: { readonly [T in State["type"]]: { readonly [H in Happening["type"]]?: string } } = {
  idle: { start: "connecting: connect", stop: "closed:" },
  waiting: {
    start: "connecting: connect",
    stop: "closed:",
    timer: "connecting: connect",
    wake: "connecting: connect",
    advised: "stopped:",
  },
  paused: { start: "connecting: connect", stop: "closed:", wake: "connecting: connect", advised: "stopped:" },
  token: {
    stop: "closed:",
    timer: "waiting:",
    token: "connecting: connect",
    "token-failed": "waiting:",
    advised: "stopped:",
  },
  "no-token": { start: "connecting: connect", stop: "closed:", wake: "connecting: connect" },
  connecting: {
    stop: "closed: drop",
    timer: "waiting: drop",
    opened: "greeting: hello",
    ended: "waiting:",
    advised: "stopped: drop",
  },
  greeting: { stop: "closing: close", timer: "waiting: drop", welcome: "open: flush", ended: "waiting:" },
  open: {
    stop: "closing: close",
    timer: "open: ping",
    wake: "open: ping",
    token: "open: auth",
    "token-failed": "open:",
    ended: "waiting:",
  },
  closing: { start: "connecting: drop connect", timer: "closed: drop", ended: "closed:" },
  closed: { start: "connecting: connect" },
  stopped: { start: "connecting: connect", stop: "closed:" },
};

function at(happening: Happening, now = 50_000, more: Partial<Event> = {}): Event {
  return { ...happening, now, random: 0.5, hidden: false, offline: false, heard: 0, ...more } as Event;
}

function names(effects: readonly Effect[]): string {
  return effects.map((effect) => ` ${effect.do}`).join("");
}

describe("every state and every event", () => {
  for (const state of Object.values(STATES)) {
    for (const happening of Object.values(HAPPENINGS)) {
      const expected = TABLE[state.type][happening.type];
      test(`${state.type}, ${happening.type} → ${expected ?? "nothing"}`, () => {
        const step = next(state, at(happening), PLAIN);
        if (expected === undefined) {
          assert.equal(step.state, state);
          assert.deepEqual(step.effects, []);
        } else {
          assert.equal(`${step.state.type}:${names(step.effects)}`, expected);
        }
      });
    }
  }

  test("a timer before its deadline changes nothing, in every state that has one", () => {
    for (const state of Object.values(STATES)) {
      const step = next(state, at({ type: "timer" }, 9_999), PLAIN);
      assert.equal(step.state, state);
      assert.deepEqual(step.effects, []);
    }
  });

  test("nothing is changed in place", () => {
    const frozen = JSON.stringify(STATES);
    for (const state of Object.values(STATES)) {
      Object.freeze(state);
      for (const happening of Object.values(HAPPENINGS)) {
        next(state, Object.freeze(at(happening)), Object.freeze({ ...WITH_TOKEN }));
      }
    }
    assert.equal(JSON.stringify(STATES), frozen);
  });
});

describe("coming back", () => {
  const ended = (more: object = {}) => at({ type: "ended", retry: "backoff", retryAfterMs: 0, ...more } as Happening);
  const until = (state: State) => ("until" in state ? state.until : Number.NaN);

  test("the pause is random below a bound that doubles from 0.5 s to 20 s", () => {
    const bounds = [1, 2, 3, 4, 5, 6, 7, 8, 1000, 5000].map((tries) => fullJitter(tries, 1, 500, 20_000));
    assert.deepEqual(bounds, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000, 20_000]);
    assert.equal(fullJitter(7, 0, 500, 20_000), 0);
  });

  test("a connection that lived 5 s starts the count anew, one that lived less adds to it", () => {
    const lived = (ms: number) => next({ ...STATES.open, since: 50_000 - ms }, ended(), PLAIN).state;
    assert.deepEqual([lived(5_000).tries, lived(5_000).shortLives], [1, 0]);
    assert.deepEqual([lived(4_999).tries, lived(4_999).shortLives], [4, 2]);
  });

  test("retry-after is the least, and jitter comes on top", () => {
    const { state } = next(STATES.open, ended({ retryAfterMs: 3_200 }), PLAIN);
    assert.equal(until(state), 50_000 + 3_200 + 250);
    const early = next(state, at({ type: "wake" }, 52_000), PLAIN).state;
    assert.equal(early.type, "waiting");
    assert.equal(until(early), 53_200);
    assert.equal(next(early, at({ type: "timer" }, 53_200), PLAIN).state.type, "connecting");
  });

  test("`now` waits only if the connection had not worked", () => {
    assert.equal(until(next(STATES.open, ended({ retry: "now" }), PLAIN).state), 50_000);
    assert.equal(until(next({ ...STATES.open, since: 49_000 }, ended({ retry: "now" }), PLAIN).state), 52_000);
  });

  test("`no` stops, `after_auth` asks for another token, or stops where there is nobody to ask", () => {
    assert.deepEqual(next(STATES.open, ended({ retry: "no" }), WITH_TOKEN).state, {
      type: "stopped",
      reason: "told",
      tries: 1,
      shortLives: 0,
    });
    const stopped = next(STATES.open, ended({ retry: "after_auth" }), PLAIN).state;
    assert.equal(stopped.type === "stopped" && stopped.reason, "unauthorized");
    const waiting = next(STATES.open, ended({ retry: "after_auth" }), WITH_TOKEN).state;
    const asked = next(waiting, at({ type: "timer" }, 99_000), WITH_TOKEN);
    assert.deepEqual(asked.effects, [{ do: "token", refresh: true }]);
  });

  test("a token that was refused is not tried again", () => {
    const asking: State = { ...STATES.token, refresh: true };
    const again = at({ type: "token", value: "t", again: true, expiresIn: Infinity }, 9_000);
    assert.deepEqual(next(asking, again, WITH_TOKEN).state, {
      type: "no-token",
      refused: true,
      tries: 3,
      shortLives: 1,
    });
    const none = at({ type: "token", value: null, again: false, expiresIn: Infinity }, 9_000);
    assert.equal(next(asking, none, { ...WITH_TOKEN, withoutToken: "connect" }).state.type, "no-token");
    // Not refused, only the same as before: the server was away.
    assert.equal(next(STATES.token, again, WITH_TOKEN).state.type, "connecting");
  });

  test("no token: connect or wait, as was chosen", () => {
    const none = at({ type: "token", value: null, again: false, expiresIn: Infinity }, 9_000);
    assert.equal(next(STATES.token, none, { ...WITH_TOKEN, withoutToken: "wait" }).state.type, "no-token");
    const connected = next(STATES.token, none, { ...WITH_TOKEN, withoutToken: "connect" });
    assert.deepEqual(connected.effects, [{ do: "connect", token: null }]);
  });

  test("no attempt while hidden or offline, at once when back", () => {
    for (const [why, more] of [
      ["hidden", { hidden: true }],
      ["offline", { offline: true }],
    ] as const) {
      const paused = next(STATES.waiting, at({ type: "timer" }, 10_000, more), PLAIN).state;
      assert.equal(paused.type === "paused" && paused.why, why);
      assert.equal(next(paused, at({ type: "wake" }, 10_001, more), PLAIN).state.type, "paused");
      assert.equal(next(paused, at({ type: "wake" }, 10_002), PLAIN).state.type, "connecting");
    }
    const rules = { ...PLAIN, pauseWhenHidden: false };
    assert.equal(next(STATES.waiting, at({ type: "timer" }, 10_000, { hidden: true }), rules).state.type, "connecting");
  });

  test("ten short lives in a row slow it to 30 s at least, and waking does not cut that short", () => {
    let state: State = STATES.idle;
    for (let life = 0; life < 10; life++) {
      state = next(
        { ...STATES.open, tries: state.tries, shortLives: state.shortLives, since: 49_000 },
        ended(),
        PLAIN,
      ).state;
    }
    assert.equal(until(state), 50_000 + 37_500);
    const woken = next(state, at({ type: "wake" }, 60_000), PLAIN).state;
    assert.equal(woken.type === "waiting" && woken.until, 87_500);
  });

  test("it stops after `maxRetries` failures", () => {
    const rules = { ...PLAIN, maxRetries: 3 };
    assert.equal(next({ ...STATES.connecting, tries: 2 }, ended(), rules).state.type, "waiting");
    const { state } = next({ ...STATES.connecting, tries: 3 }, ended(), rules);
    assert.equal(state.type === "stopped" && state.reason, "retries");
  });
});

describe("an open connection", () => {
  const open = (more: object = {}) =>
    ({ ...STATES.open, since: 0, until: 25_000, ...more }) as Extract<State, { type: "open" }>;

  test("silence is tested, and ends it when no answer comes", () => {
    const tested = next(open(), at({ type: "timer" }, 25_000), PLAIN);
    assert.deepEqual(tested.effects, [{ do: "ping" }]);
    const ended = next(tested.state, at({ type: "timer" }, 35_000), PLAIN);
    assert.deepEqual(ended.effects, [{ do: "drop", by: "silence" }]);
    assert.equal(ended.state.type, "waiting");
  });

  test("anything heard is an answer", () => {
    const tested = next(open(), at({ type: "timer" }, 25_000), PLAIN).state;
    const calm = next(tested, at({ type: "timer" }, 35_000, { heard: 25_001 }), PLAIN).state as typeof STATES.open;
    assert.equal(calm.test, null);
    assert.equal(calm.until, 50_001);
  });

  test("a deadline that the page slept through is given a second time, once", () => {
    const tested = next(open(), at({ type: "timer" }, 25_000), PLAIN).state;
    const again = next(tested, at({ type: "timer" }, 95_000), PLAIN);
    assert.deepEqual(again.effects, [{ do: "ping" }]);
    const ended = next(again.state, at({ type: "timer" }, 195_000), PLAIN);
    assert.deepEqual(ended.effects, [{ do: "drop", by: "test" }]);
  });

  test("after a sleep it is tested at once, unless something was heard just now", () => {
    assert.deepEqual(next(open(), at({ type: "wake" }, 9_000), PLAIN).effects, [{ do: "ping" }]);
    assert.deepEqual(next(open(), at({ type: "wake" }, 9_000, { heard: 8_500 }), PLAIN).effects, []);
  });

  test("without holdfast.v1 and a ping there is no test, and silence is not held against the server by default", () => {
    const plain = next(
      STATES.connecting,
      at({ type: "opened", holdfast: false, expiresIn: Infinity }, 1_000),
      PLAIN,
    ).state;
    assert.equal(plain.type === "open" && plain.until, Infinity);
    assert.deepEqual(next(plain, at({ type: "wake" }, 99_000), PLAIN).effects, []);
  });

  test("without holdfast.v1 silence ends it where a limit was given", () => {
    const rules = settingsOf({ maxSilence: 60_000 }, false);
    const plain = next(
      STATES.connecting,
      at({ type: "opened", holdfast: false, expiresIn: Infinity }, 1_000),
      rules,
    ).state;
    assert.deepEqual(next(plain, at({ type: "timer" }, 61_000, { heard: 1_000 }), rules).effects, [
      { do: "drop", by: "silence" },
    ]);
  });

  test("without holdfast.v1 a ping of the application's tests it", () => {
    const plain = next(
      STATES.connecting,
      at({ type: "opened", holdfast: false, expiresIn: Infinity }, 1_000),
      PINGING,
    ).state;
    assert.deepEqual(next(plain, at({ type: "timer" }, 26_000), PINGING).effects, [{ do: "ping" }]);
  });

  test("a token is replaced a minute before its end, a short one after nine tenths", () => {
    const greet = (expiresIn: number) =>
      next(
        STATES.greeting,
        at({ type: "welcome", intervalMs: 25_000, timeoutMs: 10_000, expiresIn }, 2_000),
        WITH_TOKEN,
      ).state as typeof STATES.open;
    assert.equal(greet(3_600_000).refreshAt, 2_000 + 3_540_000);
    assert.equal(greet(10_000).refreshAt, 2_000 + 9_000);
    assert.equal(greet(Infinity).refreshAt, Infinity);
  });

  test("the new token goes into the open connection; where there is none it is asked for again", () => {
    const due = next(open({ refreshAt: 9_000, until: 9_000 }), at({ type: "timer" }, 9_000), WITH_TOKEN);
    assert.deepEqual(due.effects, [{ do: "token", refresh: true }]);
    const got = at({ type: "token", value: "t2", again: false, expiresIn: 100_000 }, 9_100);
    const renewed = next(due.state, got, WITH_TOKEN);
    assert.deepEqual(renewed.effects, [{ do: "auth", token: "t2" }]);
    assert.equal(renewed.state.type === "open" && renewed.state.refreshAt, 9_100 + 90_000);
    const same = next(due.state, { ...got, again: true } as Event, WITH_TOKEN);
    assert.deepEqual(same.effects, []);
    assert.equal(same.state.type === "open" && same.state.refreshAt, 9_100 + 3_750);
  });
});

describe("what the server says of an attempt afterwards", () => {
  test("a word that is known already, or allows to come back, changes nothing", () => {
    for (const retry of ["now", "backoff"] as const) {
      assert.equal(next(STATES.waiting, at({ type: "advised", retry }), PLAIN).state, STATES.waiting);
    }
    const refreshing: State = { ...STATES.waiting, refresh: true };
    assert.equal(next(refreshing, at({ type: "advised", retry: "after_auth" }), WITH_TOKEN).state, refreshing);
    assert.equal(next(STATES.connecting, at({ type: "advised", retry: "now" }), PLAIN).state, STATES.connecting);
  });

  test("a socket that is being tried meanwhile is given up", () => {
    const { state, effects } = next(STATES.connecting, at({ type: "advised", retry: "no" }), PLAIN);
    assert.equal(state.type, "stopped");
    assert.deepEqual(effects, [{ do: "drop", by: "application" }]);
  });
});
