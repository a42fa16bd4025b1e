import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Explanation, Report } from "../src/index.js";
import { browserMissing, launch, Pages } from "./browser.js";
import { RawServer } from "./raw-server.js";
import { Server, serverMissing } from "./server.js";
import { watch } from "./watched.js";

const skip = browserMissing() ?? serverMissing() ?? false;

describe("in Chromium", { skip, timeout: 170_000 }, () => {
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

  async function page(query = "", origin = pages.origin): Promise<Page> {
    const context = await browser.newContext();
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
    await mine.stop();
    await opened.waitForFunction(() => watched.ends.length > 0);
    const [end] = await ends(opened);
    assert.deepEqual([end?.close?.code, end?.cause], [1012, "deploy-or-drain"]);
    await opened.evaluate(() => watched.client.send("meanwhile"));
    const again = await Server.start({}, mine.port);
    await opened.waitForFunction(() => watched.received.includes("meanwhile"));
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
    // A headless browser hides no page, so the page is told that it is.
    const hide = (hidden: boolean) =>
      opened.evaluate(
        (value) => {
          Object.defineProperty(document, "visibilityState", { configurable: true, value });
          document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
        },
        hidden ? "hidden" : "visible",
      );
    await hide(true);
    raw.cut();
    await state(opened, "paused");
    assert.equal(await opened.evaluate(() => watched.client.state.why), "hidden");
    await hide(false);
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

  test("a stopped browser: its socket is found dead, and the report says for how long nothing ran", async () => {
    const own = await launch();
    try {
      const opened = await (await own.newContext()).newPage();
      await opened.goto(`${pages.origin}/`);
      await connect(opened);
      await state(opened, "open");
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
      await opensAgain(opened, 2);
      const report = await opened.evaluate(() => watched.client.lastReport);
      assert.ok(report.lateMs > 4_000, JSON.stringify(report));
      const [end] = await ends(opened);
      const { explanation } = await server.joined(end?.attempt ?? "");
      assert.match(explanation.cause, /^(client-event-loop-blocked|heartbeat-missed|half-open-dead-peer)$/);
    } finally {
      await own.close();
    }
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
    const attempts = await opened.evaluate((url) => {
      const ended: string[] = [];
      // What StrictMode makes of `useEffect(() => { const c = new Client(); return () => c.close(); }, [])`.
      for (let mount = 0; mount < 2; mount++) {
        const client = new holdfast.HoldfastClient(url);
        client.on("close", ({ attempt }) => ended.push(attempt));
        if (mount === 0) {
          client.close();
        }
      }
      return new Promise<string[]>((resolve) => setTimeout(() => resolve(ended), 100));
    }, server.ws);
    assert.equal((await server.joined(attempts[0] ?? "")).explanation.cause, "strictmode-double-mount");
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
    const { explanation } = await server.end(new URL(sockets[0] ?? "").searchParams.get("attempt") ?? "");
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
});
