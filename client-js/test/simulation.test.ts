import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Event, type Happening, IDLE, next, type Retry, type State } from "../src/machine.js";
import { settingsOf } from "../src/options.js";
import { histogram, RESTARTS, randomOf, simulate } from "./simulation.js";

/** The strongest correlation of a curve with itself, moved by each of these; 1 is a perfect period. */
function strongestPeriod(curve: readonly number[], least: number): number {
  // Against the curve's own trend: a period is what comes back, not that there are fewer as time goes on.
  const trend = curve.map((_, at) => {
    const near = curve.slice(Math.max(0, at - least), at + least + 1);
    return near.reduce((sum, n) => sum + n, 0) / near.length;
  });
  const rest = curve.map((n, at) => n - (trend[at] ?? 0));
  const power = rest.reduce((sum, n) => sum + n * n, 0);
  let strongest = 0;
  for (let lag = least; lag < curve.length / 2; lag++) {
    let product = 0;
    for (let at = lag; at < rest.length; at++) {
      product += (rest[at] ?? 0) * (rest[at - lag] ?? 0);
    }
    strongest = Math.max(strongest, product / power);
  }
  return strongest;
}

describe("10,000 clients after a restart", () => {
  for (const restart of RESTARTS) {
    const { arrivals, connected } = simulate(restart);

    test(`${restart.name}: all come back, 95 % within the window`, () => {
      assert.equal(connected.length, restart.clients);
      // The window: what the server asked for, or the greatest pause, after it was back; with one more try on top.
      const window = Math.max(restart.window, restart.backAt + 20_000) + 1_000;
      const back = connected.filter((time) => time <= window).length;
      assert.ok(back >= 0.95 * restart.clients, `${back} within ${window} ms`);
    });

    test(`${restart.name}: the arrivals have no period`, () => {
      const curve = histogram(arrivals, 100, Math.max(30_000, restart.backAt + 20_000));
      const strongest = strongestPeriod(curve, 5);
      assert.ok(strongest < 0.3, `correlation ${strongest.toFixed(2)}`);
    });

    test(`${restart.name}: once it is back, no 100 ms see more than 5 % of them`, () => {
      const curve = histogram(
        arrivals.filter((time) => time >= restart.backAt),
        100,
        restart.backAt + 60_000,
      );
      assert.ok(Math.max(...curve) <= 0.05 * restart.clients, `${Math.max(...curve)}`);
    });
  }

  test("a fixed pause would be found out", () => {
    const curve = new Array(300).fill(0).map((_, at) => (at % 50 === 0 ? 1_000 : 3));
    assert.ok(strongestPeriod(curve, 5) > 0.6);
  });
});

describe("whatever happens, in whatever order", () => {
  const HAPPENINGS: ((random: () => number) => Happening)[] = [
    () => ({ type: "start" }),
    () => ({ type: "timer" }),
    () => ({ type: "timer" }),
    () => ({ type: "wake" }),
    (random) => ({
      type: "token",
      value: random() < 0.2 ? null : `t${random()}`,
      again: random() < 0.2,
      expiresIn: random() * 1e6,
    }),
    () => ({ type: "token-failed" }),
    (random) => ({ type: "opened", holdfast: random() < 0.5, expiresIn: Infinity }),
    () => ({ type: "welcome", intervalMs: 25_000, timeoutMs: 10_000, expiresIn: 1e6 }),
    (random) => ({
      type: "ended",
      retry: (["no", "now", "backoff", "backoff", "after_auth"] as Retry[])[Math.floor(random() * 5)] ?? "backoff",
      retryAfterMs: random() < 0.3 ? random() * 10_000 : 0,
    }),
    (random) => ({ type: "advised", retry: random() < 0.5 ? "no" : "after_auth" }),
    (random) => (random() < 0.1 ? { type: "stop" } : { type: "timer" }),
  ];
  const SOCKETS = new Set<State["type"]>(["connecting", "greeting", "open", "closing"]);

  test("a socket is there in four states and no other, deadlines are numbers, counts never negative", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomOf(seed);
      const rules = settingsOf(seed % 2 ? { getToken: () => null } : { heartbeatMessage: "p" }, seed % 3 === 0);
      let state: State = IDLE;
      let socket = false;
      let now = 0;
      let heard = 0;
      for (let step = 0; step < 400; step++) {
        now += random() * 5_000;
        heard = random() < 0.5 ? now : heard;
        const happening = HAPPENINGS[Math.floor(random() * HAPPENINGS.length)]?.(random) as Happening;
        const event: Event = {
          ...happening,
          now,
          heard,
          random: random(),
          hidden: random() < 0.1,
          offline: random() < 0.1,
        };
        if (event.type === "ended" && SOCKETS.has(state.type)) {
          socket = false;
        }
        const { state: after, effects }: { state: State; effects: readonly { do: string }[] } = next(
          state,
          event,
          rules,
        );
        for (const effect of effects) {
          if (effect.do === "connect") {
            assert.equal(socket, false, `seed ${seed}: a second socket in ${state.type} by ${event.type}`);
            socket = true;
          } else if (effect.do === "drop") {
            socket = false;
          }
        }
        assert.equal(socket, SOCKETS.has(after.type), `seed ${seed}: ${state.type}, ${event.type} → ${after.type}`);
        if ("until" in after) {
          assert.ok(after.until >= 0, `seed ${seed}: until ${after.until} in ${after.type}`);
        }
        assert.ok(after.tries >= 0 && after.shortLives >= 0);
        state = after;
      }
    }
  });
});
