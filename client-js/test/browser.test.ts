import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Explanation, Report } from "../src/index.js";
import { browserMissing, launch, Pages } from "./browser.js";
import { RawServer } from "./raw-server.js";
import { Server, serverMissing } from "./server.js";
import { watch } from "./watched.js";

const skip = browserMissing() ?? serverMissing() ?? false;

/** What one of many clients went through. */
interface Drained {
  open: number;
  cause: string;
  attempt: string;
  early: number;
}

describe("in Chromium", { skip, timeout: 240_000 }, () => {
  let server: Server;
  let pages: Pages;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });

  before(async () => {
    [server, pages, browser] = await Promise.all([
      Server.start({ HOLDFAST_HEARTBEAT_INTERVAL: "1s", HOLDFAST_HEARTBEAT_TIMEOUT: "1s" }),
      Pages.start(),
      launch(),
    ]);
  });

  after(async () => {
    await browser?.close();
    pages?.stop();
    await server?.stop();
  });

  async function page(query = "", origin = pages.origin, userAgent?: string): Promise<Page> {
    const context = await browser.newContext(userAgent ? { userAgent } : {});
    contexts.push(context);
    const opened = await context.newPage();
    opened.setDefaultTimeout(60_000);
    await opened.goto(`${origin}/?${query}`);
    return opened;
  }

  /** Connects the page's client and keeps what it tells. */
  async function connect(opened: Page, url = server.ws, options: object = {}): Promise<void> {
    await opened.evaluate(watch, [url, options] as const);
  }

  /** A headless browser hides no page, so the page is told that it is. */
  const hide = (opened: Page, hidden: boolean) =>
    opened.evaluate(
      (value) => {
        Object.defineProperty(document, "visibilityState", { configurable: true, value });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      },
      hidden ? "hidden" : "visible",
    );

  const state = (opened: Page, type: string) => opened.waitForFunction((t) => watched.client.state.type === t, type);
  const opensAgain = (opened: Page, times: number) =>
    opened.waitForFunction((n) => watched.states.filter((type) => type === "open").length >= n, times);
  const ends = (opened: Page) => opened.evaluate(() => watched.ends);
  const explained = async (opened: Page): Promise<Explanation> => {
    await opened.waitForFunction(() => watched.explanations.length > 0);
    return (await opened.evaluate(() => watched.explanations[0])) as Explanation;
  };

  test("reconnects through a restart of the server, and what was sent in between arrives", async () => {
    const mine = await Server.start();
    const opened = await page();
    await connect(opened, mine.ws);
    await state(opened, "open");
    mine.signal("SIGTERM");
    await opened.waitForFunction(() => watched.ends.length > 0);
    const [end] = await ends(opened);
    assert.deepEqual([end?.close?.code, end?.cause], [1012, "deploy-or-drain"]);
    // No report can be joined to it: the one who recorded it is gone when the client is back.
    const line = await mine.logged(({ event, attempt: of }) => event === "connection-ended" && of === end?.attempt);
    assert.equal((line.explanation as Explanation).cause, "deploy-or-drain");
    await mine.stop();
    await opened.evaluate(() => watched.client.send("meanwhile"));
    const again = await Server.start({}, mine.port);
    await opened.waitForFunction(() => watched.received.includes("meanwhile"));
    await again.stop();
  });

  test("a drain: every connection is told when to come back, keeps to it, and all are back", async () => {
    const mine = await Server.start({ HOLDFAST_DRAIN_WINDOW: "2s" });
    const opened = await page();
    await opened.evaluate((url) => {
      const drained = Array.from({ length: 5 }, () => {
        const client = new holdfast.HoldfastClient(url);
        const seen = { open: 0, cause: "", attempt: "", early: 0 };
        let earliest = 0;
        client.on("state", (state) => {
          seen.open += state.type === "open" ? 1 : 0;
          earliest = state.type === "waiting" && earliest === 0 ? state.earliest : earliest;
          seen.early += state.type === "connecting" && performance.now() < earliest ? 1 : 0;
        });
        client.on("close", ({ cause, attempt, opened: was }) => {
          if (was) {
            Object.assign(seen, { cause, attempt });
          }
        });
        return seen;
      });
      Object.assign(globalThis, { drained });
    }, mine.ws);
    const seen = () => opened.evaluate(() => (globalThis as unknown as { drained: Drained[] }).drained);
    const all = async (is: (one: Drained) => boolean) => {
      while (!(await seen()).every(is)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await all(({ open }) => open === 1);
    mine.signal("SIGTERM");
    await all(({ cause }) => cause === "deploy-or-drain");
    for (const { attempt } of await seen()) {
      const line = await mine.logged(({ event, attempt: of }) => event === "connection-ended" && of === attempt);
      assert.deepEqual([line.disconnect_code, (line.explanation as Explanation).cause], [1012, "deploy-or-drain"]);
    }
    await mine.stop();
    const again = await Server.start({}, mine.port);
    await all(({ open }) => open === 2);
    assert.deepEqual(new Set((await seen()).map(({ early }) => early)), new Set([0]));
    await again.stop();
  });

  test("offline: no attempts, and back at once", async () => {
    const opened = await page();
    // Chromium cuts no open WebSocket when it is set offline, so the server does.
    const mine = await Server.start();
    await connect(opened, mine.ws.replace("127.0.0.1", "localhost"));
    await state(opened, "open");
    await opened.context().setOffline(true);
    await mine.stop("SIGKILL");
    await state(opened, "paused");
    assert.equal(await opened.evaluate(() => watched.client.state.why), "offline");
    const again = await Server.start({}, mine.port);
    await opened.context().setOffline(false);
    await opensAgain(opened, 2);
    await again.stop();
  });

  test("hidden: no attempts, and back at once", async () => {
    const raw = await RawServer.start(() => {});
    const opened = await page();
    await connect(opened, raw.url, { protocols: "chat.v2", maxReconnectDelay: 1 });
    await state(opened, "open");
    await hide(opened, true);
    raw.cut();
    await state(opened, "paused");
    assert.equal(await opened.evaluate(() => watched.client.state.why), "hidden");
    await hide(opened, false);
    await opensAgain(opened, 2);
    raw.stop();
  });

  test("a server that selects none of the subprotocols: never open, as Chromium has it", async () => {
    const raw = await RawServer.start(() => {}, false);
    const opened = await page();
    await connect(opened, raw.url, { protocols: ["jwt-auth", "jwt.abc"], maxRetries: 0 });
    await state(opened, "stopped");
    const [end] = await ends(opened);
    assert.deepEqual([end?.opened, end?.close?.code, end?.close?.error], [false, 1006, true]);
    raw.stop();
  });

  test("a stopped browser, once alone and once with its machine: both reports tell which", async () => {
    const own = await launch();
    try {
      const context = await own.newContext();
      const open = async (prepare: () => void) => {
        const opened = await context.newPage();
        await opened.goto(`${pages.origin}/`);
        await opened.evaluate(prepare);
        await connect(opened);
        await state(opened, "open");
        return opened;
      };
      const alone = await open(() => {});
      const asleep = await open(() => {
        // What a machine's sleep looks like: the monotonic clock stood still, or nearly, and the wall clock went on.
        const wall = Date.now;
        let before = performance.now();
        let slept = 0;
        Date.now = () => {
          const now = performance.now();
          slept += now - before > 8_000 ? 3_600_000 : 0;
          before = now;
          return wall() + slept;
        };
      });
      const devtools = await own.newBrowserCDPSession();
      const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
      const signal = (name: NodeJS.Signals) => {
        for (const { id } of processInfo) {
          process.kill(id, name);
        }
      };
      signal("SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      signal("SIGCONT");
      const joined = async (opened: Page) => {
        await opensAgain(opened, 2);
        const [end] = await ends(opened);
        const report = await opened.evaluate(() => watched.client.lastReport);
        return { report, explanation: (await server.joined(end?.attempt ?? "")).explanation };
      };
      const stopped = await joined(alone);
      assert.ok(stopped.report.lateMs > 4_000, JSON.stringify(stopped.report));
      assert.equal(stopped.explanation.cause, "client-event-loop-blocked");
      const slept = await joined(asleep);
      assert.ok(slept.report.clockJumpMs > 3_500_000, JSON.stringify(slept.report));
      assert.equal(slept.explanation.cause, "laptop-sleep-wake");
    } finally {
      await own.close();
    }
  });

  test("a hidden page that is held back: a tab of a desktop, an application of a phone", async () => {
    const heldBack = async (userAgent?: string) => {
      const opened = await page("", pages.origin, userAgent);
      await connect(opened);
      await state(opened, "open");
      await hide(opened, true);
      // A headless browser holds nothing back either: nothing runs in the page, for longer than its clock ticks.
      await opened.evaluate(() => {
        for (const begun = performance.now(); performance.now() - begun < 11_000; );
        // Timers run by when they were due, so the client's has run when this one does, and the page is still hidden.
        return new Promise((resolve) => setTimeout(resolve));
      });
      await hide(opened, false);
      await opensAgain(opened, 2);
      const [end] = await ends(opened);
      return (await server.joined(end?.attempt ?? "")).explanation;
    };
    const [tab, phone] = await Promise.all([
      heldBack(),
      heldBack("Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36"),
    ]);
    assert.equal(tab.cause, "background-tab-throttle");
    assert.match(tab.evidence.join(), /nothing ran in the page for [\d.]+ s, hidden/);
    assert.equal(phone.cause, "mobile-background-suspend");
  });

  test("the back/forward cache: back with the page, and told as what it was", async () => {
    const opened = await page();
    await connect(opened);
    await state(opened, "open");
    await opened.goto(`${pages.origin}/?scripts=`);
    // Not goBack: it waits for a `load` that a page out of the cache does not have.
    await opened.evaluate(() => history.back());
    await opened.waitForFunction(() => "watched" in globalThis && watched.ends.length > 0);
    await opensAgain(opened, 2);
    const report = await opened.evaluate(() => watched.client.lastReport);
    assert.deepEqual([report.bfcache, report.endedBy], [true, "page"]);
    assert.equal((await explained(opened)).cause, "bfcache");
    const [end] = await ends(opened);
    assert.equal((await server.joined(end?.attempt ?? "")).explanation.cause, "bfcache");
  });

  test("an origin that is not allowed learns so", async () => {
    const opened = await page("", pages.origin.replace("127.0.0.1", "app.test"));
    await connect(opened);
    const { cause, summary } = await explained(opened);
    assert.equal(cause, "origin-not-allowed");
    assert.match(summary, /app\.test/);
    await state(opened, "stopped");
  });

  test("a content security policy that forbids the address is named, by the page alone", async () => {
    const opened = await page("csp=connect-src%20'none'");
    await connect(opened);
    const { cause, confidence, source } = await explained(opened);
    assert.deepEqual([cause, confidence, source], ["csp-connect-src", "PROVEN", "client"]);
  });

  /** A page of another origin, of which nothing comes over the network. */
  async function elsewhere(origin: string, headers: Record<string, string> = {}): Promise<Page> {
    const opened = await page();
    const html = await (await fetch(`${pages.origin}/`)).text();
    const script = await (await fetch(`${pages.origin}/client.js`)).text();
    await opened.route(`${origin}/**`, (route) =>
      route.fulfill(
        route.request().url().endsWith(".js")
          ? { contentType: "text/javascript", body: script }
          : { contentType: "text/html", body: html, headers },
      ),
    );
    await opened.goto(`${origin}/`);
    return opened;
  }

  test("a page of https that connects to ws: named, since the browser throws before anything is sent", async () => {
    const opened = await elsewhere("https://secure.test");
    await connect(opened, server.ws.replace("127.0.0.1", "app.test"));
    const { cause, confidence, fix } = await explained(opened);
    assert.deepEqual([cause, confidence], ["mixed-content", "PROVEN"]);
    assert.match(fix ?? "", /wss:\/\/app\.test/);
  });

  test("a public page that connects to this machine: the browser forbids it unasked, and that is named", async () => {
    const opened = await elsewhere("http://public.test", { "Content-Security-Policy": "treat-as-public-address" });
    await connect(opened, server.ws);
    assert.equal((await explained(opened)).cause, "chrome-local-network-access");
  });

  let tooMany = "";

  test("more connections than a browser has: named by the page", async () => {
    const opened = await page();
    const refused = await opened.evaluate(
      (url) =>
        new Promise<{ attempt: string; cause: string }>((resolve) => {
          const clients = Array.from({ length: 256 }, () => new holdfast.HoldfastClient(url, { maxRetries: 0 }));
          for (const client of clients) {
            client.on("explanation", ({ attempt: of, cause }) => {
              if (client.state.type === "stopped") {
                resolve({ attempt: of, cause });
              }
            });
          }
        }),
      server.ws,
    );
    assert.equal(refused.cause, "browser-connection-limit");
    tooMany = refused.attempt;
  });

  test("where nothing listens, that is said, with what the page rules out", async () => {
    const opened = await page();
    const gone = await Server.start();
    await gone.stop();
    await connect(opened, gone.ws);
    const { cause, ruledOut } = await explained(opened);
    assert.equal(cause, "connect-refused-or-ipv6-localhost");
    assert.ok(ruledOut?.includes("csp-connect-src"));
  });

  test("a path that is not served is explained to the page", async () => {
    const opened = await page();
    await connect(opened, server.ws.replace("/ws", "/nope"));
    assert.equal((await explained(opened)).cause, "wrong-path-or-not-a-ws-route");
  });

  test("a component that is mounted twice and makes its client in an effect: both ends tell it", async () => {
    const opened = await page();
    const attempt = await opened.evaluate(
      (url) =>
        new Promise<string>((resolve) => {
          // What StrictMode makes of `useEffect(() => { const c = new Client(); return () => c.close(); }, [])`.
          for (let mount = 0; mount < 2; mount++) {
            const client = new holdfast.HoldfastClient(url);
            client.on("close", (ended) => resolve(ended.attempt));
            if (mount === 0) {
              client.close();
            }
          }
        }),
      server.ws,
    );
    const line = await server.logged(
      ({ message, attempt: of, reported_attempt }) =>
        (message === "WebSocket end explained again" && of === attempt) || reported_attempt === attempt,
    );
    // On a busy machine Chromium may give it up before a byte of it has left: then only the page knows of it.
    if (line.event !== "client-report-unmatched") {
      assert.equal((line.explanation as { cause: string }).cause, "strictmode-double-mount");
      assert.equal((await server.joined(attempt)).explanation.cause, "strictmode-double-mount");
    }
  });

  test("an effect that runs again and again: named, with the place in the program", async () => {
    const opened = await page();
    const attempt = await opened.evaluate(async (url) => {
      let last = "";
      for (let render = 0; render < 4; render++) {
        const client = new holdfast.HoldfastClient(url);
        await new Promise<void>((resolve) => client.on("state", ({ type }) => type === "open" && resolve()));
        const ended = new Promise<string>((resolve) => client.on("close", ({ attempt: id }) => resolve(id)));
        client.close();
        last = await ended;
      }
      return last;
    }, server.ws);
    const { explanation } = await server.joined(attempt);
    assert.equal(explanation.cause, "react-effect-churn");
    assert.ok(explanation.evidence.some((line) => /closed at the place [0-9a-f]{8}/.test(line)));
  });

  test("React 19 in StrictMode: renders, options and tokens change, and there is one connection", async () => {
    const opened = await page("scripts=app.js");
    const sockets: string[] = [];
    opened.on("websocket", (socket) => sockets.push(socket.url()));
    await opened.evaluate((url) => app.mountHook(url), server.ws);
    await opened.waitForFunction(() => app.seen.messages.length > 0);
    for (let n = 0; n < 5; n++) {
      await opened.evaluate((token) => {
        app.controls.rerender?.();
        app.controls.token?.(token);
      }, `t${n}`);
    }
    await opened.waitForFunction(() => app.seen.renders > 8);
    assert.deepEqual(await opened.evaluate(() => app.seen.states.filter((type) => type === "open")), ["open"]);
    await opened.evaluate(() => app.controls.show?.(false));
    const { explanation } = await server.joined(new URL(sockets[0] ?? "").searchParams.get("attempt") ?? "");
    assert.equal(explanation.cause, "client-left");
    assert.equal(sockets.length, 1);
  });

  test("a HoldfastProvider gives one connection to many components", async () => {
    const opened = await page("scripts=app.js");
    const sockets: string[] = [];
    opened.on("websocket", (socket) => sockets.push(socket.url()));
    await opened.evaluate((url) => app.mountProvider(url), server.ws);
    for (const id of ["one", "two", "three"]) {
      await opened.waitForFunction((name) => document.getElementById(name)?.textContent === "open", id);
    }
    assert.equal(sockets.length, 1);
  });

  test("the observer reports for an application that knows nothing of it", async () => {
    const opened = await page(`scripts=observer.js&observe=${encodeURIComponent(server.ws)}`);
    const posted = opened.waitForRequest((request) => request.method() === "POST");
    await opened.evaluate(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url, "jwt-auth");
          socket.onopen = () => socket.send("hi");
          socket.onmessage = () => socket.close(4000, "enough");
          socket.onclose = () => resolve();
          if (!(socket instanceof WebSocket) || socket.OPEN !== 1 || WebSocket.OPEN !== 1) {
            throw new Error("it is no WebSocket any more");
          }
        }),
      server.ws,
    );
    const request = await posted;
    const report = JSON.parse(request.postData() ?? "") as Report;
    assert.match(request.url(), new RegExp(`/why/${report.attempt}$`));
    assert.equal(report.endedBy, "application");
    assert.equal(report.opened, true);
    assert.match(report.stack ?? "", /^[0-9a-f]{8}$/);
    assert.ok((await server.joined(report.attempt)).explanation.cause);
  });

  // Last, because the server waits a while for a handshake that may still come.
  test("what a page found by itself stands in the server's log, though nothing else of it arrived", async () => {
    const line = await server.logged(({ reported_attempt }) => reported_attempt === tooMany);
    assert.deepEqual([line.event, line.level], ["client-report-unmatched", "WARN"]);
    assert.equal(line.found, "browser-connection-limit");
  });
});
