// Where Firefox does otherwise than Chromium, and what follows for the client and for what the server says of the end.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import { after, afterEach, before, describe, test } from "node:test";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import type { End } from "../src/index.js";
import { Pages } from "./browser.js";
import { closeFrame, RawServer } from "./raw-server.js";
import { Server, serverMissing } from "./server.js";
import { attempt, watch } from "./watched.js";

const FIREFOX = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
const firefox = FIREFOX.find((path) => existsSync(path));
const skip = firefox ? (serverMissing() ?? false) : `no Firefox among ${FIREFOX.join(", ")}`;

describe("in Firefox", { skip, timeout: 120_000 }, () => {
  let server: Server;
  let pages: Pages;
  let browser: Browser;
  const opened: Page[] = [];
  /** An attempt that its page gave up at once. */
  let gaveUp = "";
  const raws: RawServer[] = [];

  before(async () => {
    [server, pages, browser] = await Promise.all([
      Server.start({ HOLDFAST_HEARTBEAT_INTERVAL: "1s", HOLDFAST_HEARTBEAT_TIMEOUT: "1s" }),
      Pages.start(),
      puppeteer.launch({ browser: "firefox", executablePath: firefox ?? "", headless: true }),
    ]);
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((page) => page.close()));
    for (const raw of raws.splice(0)) {
      raw.stop();
    }
  });

  after(async () => {
    await browser?.close();
    pages?.stop();
    await server?.stop();
  });

  async function page(query = ""): Promise<Page> {
    const fresh = await browser.newPage();
    fresh.setDefaultTimeout(60_000);
    opened.push(fresh);
    await fresh.goto(`${pages.origin}/?${query}`);
    return fresh;
  }

  async function connect(url = server.ws, options: object = {}, query = ""): Promise<Page> {
    const fresh = await page(query);
    await fresh.evaluate(watch, [url, options] as const);
    return fresh;
  }

  const state = (present: Page, type: string) =>
    present.waitForFunction((t) => watched.client.state.type === t, {}, type);

  async function end(present: Page): Promise<End> {
    await present.waitForFunction(() => watched.ends.length > 0);
    return (await present.evaluate(() => watched.ends[0])) as End;
  }

  async function explained(present: Page) {
    await present.waitForFunction(() => watched.explanations.length > 0);
    const [first] = await present.evaluate(() => watched.explanations);
    assert.ok(first);
    return first;
  }

  /** What a client makes of a server that is not ours, and that does this once the connection is open. */
  async function against(does: (socket: Socket) => void, options: object = {}, echo = true): Promise<Page> {
    const raw = await RawServer.start((socket) => socket.once("data", () => does(socket)), echo);
    raws.push(raw);
    const present = await connect(raw.url, { protocols: "chat.v2", maxRetries: 0, ...options });
    await state(present, "open");
    await present.evaluate(() => watched.client.send("now"));
    return present;
  }

  test("a component that is mounted twice: of the first nothing is ever sent, and the page reports it", async () => {
    const present = await page();
    const posted = new Promise<string>((resolve) =>
      present.on("request", (request) => request.method() === "POST" && resolve(request.url())),
    );
    gaveUp = await present.evaluate(
      (url) =>
        new Promise<string>((resolve) => {
          const client = new holdfast.HoldfastClient(url);
          client.on("close", (ended) => resolve(ended.attempt));
          client.close();
        }),
      server.ws,
    );
    assert.match(await posted, new RegExp(`/why/${gaveUp}$`));
  });

  test("a server that selects none of the subprotocols: it opens and stays, where Chromium never does", async () => {
    const raw = await RawServer.start((socket) => socket.on("data", () => socket.write("\x81\x02hi", "latin1")), false);
    raws.push(raw);
    const present = await connect(raw.url, { protocols: ["jwt-auth", "jwt.abc"] });
    await state(present, "open");
    await present.evaluate(() => watched.client.send("anybody there?"));
    await present.waitForFunction(() => watched.received.includes("hi"));
  });

  for (const { name, does, error } of [
    { name: "FIN: no error event", does: (socket: Socket) => socket.end(), error: false },
    { name: "RST: an error event, where Chromium has none", does: (s: Socket) => s.resetAndDestroy(), error: true },
  ]) {
    test(`without a close frame, by ${name}; 1006 and back in both`, async () => {
      const seen = await end(await against(does));
      assert.deepEqual(
        [seen.opened, seen.close?.code, seen.close?.clean, seen.close?.error],
        [true, 1006, false, error],
      );
    });
  }

  test("a frame that breaks the protocol: an error event, and to the server a FIN without a word", async () => {
    const heard: Buffer[] = [];
    let gone = () => {};
    const fin = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const present = await against((socket) => {
      socket.on("data", (data) => heard.push(data));
      socket.on("end", gone);
      // RSV1 is set, and no compression was agreed upon.
      socket.write(Buffer.from([0xc1, 0x01, 0x61]));
    });
    const seen = await end(present);
    assert.deepEqual([seen.close?.code, seen.close?.error], [1006, true]);
    await fin;
    assert.equal(Buffer.concat(heard).length, 0, "Chromium sends 1002 with a reason");
  });

  test("a masked frame of the server: Firefox says nothing at all, and the client's own silence limit ends it", async () => {
    const present = await against((socket) => socket.write(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 0x60])), {
      heartbeatMessage: "ping",
      heartbeatInterval: 300,
      maxServerPingDelay: 300,
    });
    assert.equal((await end(present)).endedBy, "silence");
  });

  test("a close frame with 1006, which nobody may send: clean, and not believed to be", async () => {
    const seen = await end(await against((socket) => socket.write(closeFrame(1006)), { maxRetries: 5 }));
    assert.deepEqual([seen.close?.code, seen.close?.clean, seen.reconnects], [1006, true, true]);
  });

  test("a close frame with TCP's end right behind it: not clean, and its code counts all the same", async () => {
    const seen = await end(await against((socket) => socket.end(closeFrame(1011, "boom")), { maxRetries: 5 }));
    assert.deepEqual([seen.close?.code, seen.close?.reason, seen.reconnects], [1011, "boom", true]);
  });

  test("a server that kills TCP: both ends tell it, with the error event that only Firefox has", async () => {
    const present = await connect(server.ws.replace("/ws", "/demo"));
    await state(present, "open");
    await present.evaluate(() => watched.client.send("break: kill TCP"));
    const seen = await end(present);
    assert.deepEqual([seen.close?.code, seen.close?.error], [1006, true]);
    const { explanation } = await server.joined(seen.attempt);
    assert.equal(explanation.cause, "application-closed");
  });

  test("a restart: the goodbye is kept, it comes back, and the report goes with it", async () => {
    const first = await Server.start();
    const present = await connect(first.ws);
    await state(present, "open");
    await first.stop();
    const seen = await end(present);
    assert.deepEqual([seen.close?.code, seen.cause], [1012, "deploy-or-drain"]);
    const again = await Server.start({}, first.port);
    await present.waitForFunction(() => watched.states.filter((type) => type === "open").length > 1);
    await again.stop();
  });

  test("a token that is refused: code and reason come through, and it is not sent again", async () => {
    const present = await page();
    await present.evaluate((url) => {
      const client = new holdfast.HoldfastClient(url, { tokenIn: "subprotocol", getToken: () => "null" });
      globalThis.watched = { client: client as never, states: [], received: [], ends: [], explanations: [] };
      client.on("close", (ended) => watched.ends.push(ended));
      client.on("explanation", (explanation) => watched.explanations.push(explanation));
    }, server.ws);
    const seen = await end(present);
    assert.deepEqual([seen.close?.code, seen.cause, seen.reconnects], [4401, "token-malformed", false]);
    assert.equal((await explained(present)).source, "server");
    assert.equal((await server.joined(seen.attempt)).explanation.cause, "token-malformed");
  });

  test("a content security policy that forbids the address: Firefox throws, and it is named all the same", async () => {
    const present = await connect(server.ws, {}, "csp=connect-src%20'none'");
    assert.equal((await explained(present)).cause, "csp-connect-src");
  });

  test("a page that is left is not kept: 1001, and a new page when one comes back", async () => {
    const present = await connect();
    await state(present, "open");
    const left = await present.evaluate(attempt);
    await present.goto(`${pages.origin}/?scripts=`);
    const { explanation } = await server.end(left);
    assert.equal(explanation.cause, "client-left");
    await present.evaluate(() => history.back());
    await present.waitForFunction(() => "holdfast" in globalThis);
    assert.equal(await present.evaluate(() => "watched" in globalThis), false);
  });

  // Last, because the server waits a while for a handshake that may still come. A busy browser may have begun to connect
  // before its page gave up; then the handshake is known, and the report is joined to it.
  test("what its page gave up is no alarm on the server", async () => {
    const line = await server.logged(
      ({ reported_attempt, attempt, event }) =>
        reported_attempt === gaveUp || (attempt === gaveUp && event !== "connection-opened"),
    );
    if (line.reported_attempt === gaveUp) {
      assert.deepEqual([line.event, line.level], ["client-report-unmatched", "INFO"]);
    }
  });
});
