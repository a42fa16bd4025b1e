// The dashboard in a real browser, over the real program.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { browser, missing, opened, refused, start } from "./program.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = ["now", "ends", "connections", "incidents", "configuration"];

let chromium;
let program;
let page;
let foreign;
let faults;

before(async () => {
  if (!missing) {
    chromium = await browser();
  }
});
after(async () => {
  await chromium?.close();
});

async function fresh(options = {}) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  page = await context.newPage();
  foreign = [];
  faults = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(program.admin)) {
      foreign.push(request.url());
    }
  });
  page.on("pageerror", (error) => faults.push(error.message));
  return page;
}

/** A TCP server on a port of its own. */
async function listening() {
  const server = createServer((socket) => socket.destroy());
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  server.port = server.address().port;
  return server;
}

async function show(hash) {
  await page.goto(`${program.admin}#/${hash}`);
  await page.reload(); // the part behind # alone loads nothing
}

describe("over a server of development", { skip: missing }, () => {
  before(async () => {
    program = await start();
  });
  after(async () => {
    await program.stop();
  });
  beforeEach(async () => {
    await fresh();
  });

  async function finished() {
    assert.deepEqual(foreign, [], "asked another host");
    assert.deepEqual(faults, [], "faults of the page");
    await page.context().close();
  }

  it("Now shows connections as they come, without being loaded again, and keeps what it showed", async () => {
    await show("now");
    await page.getByText("All quiet").waitFor();
    const sockets = [await opened(program.ws), await opened(program.ws)];
    const open = page.locator(".figures div", { hasText: "Open connections" }).locator("dd");
    await open.filter({ hasText: /^2$/ }).waitFor();
    assert.ok((await page.locator(".chart canvas").count()) >= 7, "a chart for each figure");
    sockets.forEach((socket) => socket.close(1000));
    await open.filter({ hasText: /^0$/ }).waitFor();
    await page.reload();
    const chart = page.getByRole("img", { name: /^Opened and ended a second: [2-9]/ });
    await chart.waitFor(); // the two are still known after the page was loaded again
    await finished();
  });

  it("an end is found by its cause and opens to what happened, how it is known, what to do, and its life", async () => {
    await refused(program.ws, ["jwt.abc"]);
    const socket = await opened(program.ws);
    socket.close(4000, "enough");
    await show("ends");
    await page.getByLabel("Cause").fill("only-token-subprotocol-offered");
    await page.getByLabel("Cause").press("Enter");
    await page.getByLabel("Cause").blur();
    await page.waitForFunction(() => location.hash.includes("cause="));
    await page.locator("tbody tr").first().waitFor();
    for (const text of await page.locator("tbody tr td:nth-child(2)").allInnerTexts()) {
      assert.match(text, /only token subprotocol offered/);
    }
    // By keyboard.
    await page.locator("tbody tr a").first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "only token subprotocol offered" }).waitFor();
    await page.getByText("The client offered only a token as subprotocol").waitFor();
    await page.getByText("offered: jwt.<redacted>").waitFor();
    await page.getByRole("heading", { name: "What to do" }).waitFor();
    const timeline = page.getByRole("img", { name: /^Timeline:/ });
    assert.match(await timeline.getAttribute("aria-label"), /handshake received.*subprotocol refused/s);
    await page.getByRole("button", { name: "opening" }).click();
    assert.equal(await page.getByRole("button", { name: "opening" }).getAttribute("aria-pressed"), "true");
    await page.getByRole("link", { name: /About only token/ }).click();
    await page.getByRole("heading", { name: "only-token-subprotocol-offered", level: 1 }).waitFor();
    await finished();
  });

  it("from a bad token on the demonstration page to its explanation here takes two clicks", async () => {
    await page.goto(program.ws.replace("ws:", "http:").replace(/\/ws$/, "/"));
    await page.getByRole("button", { name: /^Bad token/ }).click();
    await page.getByRole("link", { name: "its life, drawn" }).click();
    await page.getByRole("heading", { name: "token signature invalid" }).waitFor();
    await page.getByRole("heading", { name: "What to do" }).waitFor();
    await page.context().close();
  });

  it("filters can be combined, linked and cleared, and say when nothing fits", async () => {
    await refused(program.ws, ["jwt.abc"]);
    await show("ends?cause=only-token-subprotocol-offered&expected=true");
    await page.getByText("No end fits").waitFor();
    await page.getByLabel("Expected").selectOption("false");
    await page.locator("tbody tr").first().waitFor();
    await page.getByRole("link", { name: "Clear" }).click();
    await page.waitForFunction(() => !location.hash.includes("cause="));
    await finished();
  });

  it("a long list shows more as it is scrolled, down to its end", async () => {
    const sockets = await Promise.all(Array.from({ length: 95 }, () => opened(program.ws)));
    await show("connections");
    const rows = page.locator("tbody tr");
    await rows.nth(29).waitFor();
    assert.ok((await rows.count()) < 95, "rows were made that nobody has scrolled to");
    for (let shown = await rows.count(); shown < 95; ) {
      await rows.last().scrollIntoViewIfNeeded();
      await rows.nth(shown).waitFor({ state: "attached" });
      shown = await rows.count();
    }
    sockets.forEach((socket) => socket.close(1000));
    await finished();
  });

  it("text of a client is text, whatever it looks like", async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const socket = await opened(program.ws);
    socket.close(4000, evil);
    await show("ends?cause=client-left");
    await page.locator("tbody tr a").first().click();
    await page.getByText(evil, { exact: false }).first().waitFor();
    assert.equal(await page.locator("main img").count(), 0);
    await finished();
  });

  it("a connection is followed live, and closed with a reason", async () => {
    const socket = await opened(program.ws);
    const closed = new Promise((done) => socket.addEventListener("close", (event) => done(event.code)));
    await show("connections");
    await page.locator("tbody tr a").first().click();
    const received = page.locator(".figures div", { hasText: "Messages in" }).locator("dd");
    await received.filter({ hasText: /^0$/ }).waitFor();
    socket.send("hello");
    await received.filter({ hasText: /^1$/ }).waitFor();
    await page.getByLabel("Reason, for the log").fill("a test of the dashboard");
    await page.getByRole("button", { name: "Close this connection" }).click();
    assert.equal(await closed, 4002);
    await page.getByRole("link", { name: "Why it ended" }).click();
    await page.getByRole("heading", { name: "closed by operator" }).waitFor();
    await page.getByText("the reason given: a test of the dashboard").waitFor();
    await finished();
  });

  it("an incident stands on top of Now with one sentence, and leads to what its ends share", async () => {
    for (let i = 0; i < 16; i++) {
      await refused(program.ws, ["jwt.abc"]);
    }
    await show("now");
    await page.getByText(/^1 incident$/).waitFor();
    await page.locator("ul.incidents a").first().click();
    await page.getByRole("heading", { name: /reconnect loop/ }).waitFor();
    await page.getByText(/connected \d+ times/).first().waitFor();
    await page.getByRole("link", { name: "All ends of this time" }).click();
    await page.locator("tbody tr").first().waitFor();
    await show("incidents");
    await page.getByText("goes on").waitFor();
    await finished();
  });

  it("the configuration shows what is not the default, and what will bite", async () => {
    await show("configuration");
    await page.getByText("auth.development-bypass").first().waitFor();
    await page.getByText(/is let in as a temporary user/).waitFor();
    await page.getByLabel(/only what is not the default/).check();
    for (const row of await page.locator("tbody tr").all()) {
      assert.match(await row.innerText(), /changed/);
    }
    await page.getByLabel("Key").fill("nothing-like-it");
    await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 0);
    await finished();
  });

  it("what is gone says so, and where it may still be", async () => {
    await show("ends/none");
    await page.getByText("This end is not kept any more").waitFor();
    await show("connections/none");
    await page.getByText("This connection is not open any more").waitFor();
    await show("incidents/none");
    await page.getByText("This incident is not kept any more").waitFor();
    await show("nonsense");
    await page.getByText("There is no page").waitFor();
    await page.context().close();
  });

  for (const colorScheme of ["light", "dark"]) {
    it(`axe finds nothing serious on any page, ${colorScheme}`, async () => {
      await page.context().close();
      await fresh({ colorScheme, bypassCSP: true });
      await refused(program.ws, ["jwt.abc"]);
      const socket = await opened(program.ws);
      const found = [];
      await show("ends");
      await page.locator("tbody tr a").first().waitFor();
      const end = await page.locator("tbody tr a").first().getAttribute("href");
      for (const hash of [...PAGES, end.replace("#/", "")]) {
        await show(hash);
        await page.locator("h1").first().waitFor({ state: "attached" });
        await page.getByText("live", { exact: true }).waitFor();
        await page.evaluate(AXE);
        const { violations } = await page.evaluate("axe.run()");
        for (const each of violations.filter((one) => ["serious", "critical"].includes(one.impact))) {
          found.push(`${hash}: ${each.id}: ${each.nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
        }
      }
      socket.close(1000);
      assert.deepEqual(found, []);
      await page.context().close();
    });
  }

  it("it fits a telephone: no page is wider than the screen", async () => {
    await page.context().close();
    await fresh({ viewport: { width: 360, height: 780 } });
    for (const hash of PAGES) {
      await show(hash);
      await page.getByText("live", { exact: true }).waitFor();
      const wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assert.ok(wider <= 0, `${hash} is ${wider} px too wide`);
    }
    await finished();
  });
});

it("a server that goes away is missed, and found again when it is back", { skip: missing }, async () => {
  program = await start();
  await fresh();
  await show("now");
  await page.getByText("live", { exact: true }).waitFor();
  const { ports } = program;
  await program.stop();
  await page.getByText(/The dashboard lost the server \d+(\.\d)? s ago, retrying/).waitFor();
  program = await start(["dev"], { ports });
  await page.getByText("live", { exact: true }).waitFor();
  await page.getByText("All quiet").waitFor();
  await page.context().close();
  await program.stop();
});

it("where an admin token is set, the page asks for it and shows nothing before", { skip: missing }, async () => {
  program = await start(["serve"], {
    environment: { CHAT_JWT_SECRET: "canary-secret-0123456789-abcdefghij", ADMIN_TOKEN: "canary-admin-token-0123456789" },
    config: `
environment: production
listen: 127.0.0.1:0
admin: 127.0.0.1:0
path: /ws
admin-token-env: ADMIN_TOKEN
auth: { jwt: { secret-env: CHAT_JWT_SECRET } }
drain: { grace: 0s, window: 1s }
`,
  });
  await fresh();
  await show("now");
  await page.getByRole("heading", { name: "This server wants its admin token" }).waitFor();
  await page.getByLabel("Admin token").fill("canary-admin-token-wrong");
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("heading", { name: "This server wants its admin token" }).waitFor();
  await page.getByLabel("Admin token").fill("canary-admin-token-0123456789");
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByText("All quiet").waitFor();
  await page.context().close();
  await program.stop();
});

it("a gateway's page shows its backends, and which of them is down", { skip: missing }, async () => {
  // One that takes connections, and a port that nobody listens on.
  const [up, down] = await Promise.all([listening(), listening()]);
  await new Promise((done) => down.close(done));
  const ports = [up, down].map((each) => each.port);
  program = await start(["proxy", "--to", `ws://127.0.0.1:${ports[0]}`, "--to", `ws://127.0.0.1:${ports[1]}`], {
    config: "proxy: { sharing: { health-interval: 100ms } }\n",
  });
  await fresh();
  await show("now");
  const row = (port) => page.getByRole("region", { name: "Backends" }).locator("tbody tr", { hasText: `127.0.0.1:${port}` });
  await row(ports[0]).getByText("up", { exact: true }).waitFor();
  await row(ports[1]).getByText("down", { exact: true }).waitFor();
  await page.getByText("A backend is down").waitFor();
  await page.evaluate(AXE);
  const { violations } = await page.evaluate("axe.run()");
  assert.deepEqual(violations.filter(({ impact }) => impact === "serious" || impact === "critical"), []);
  await page.context().close();
  await program.stop();
  await new Promise((done) => up.close(done));
});

it("the page is smaller than 150 KB gzip in all", () => {
  const dist = new URL("../dist/", import.meta.url);
  const files = ["index.html", ...readdirSync(new URL("assets/", dist)).map((name) => `assets/${name}`)];
  const size = files.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, dist))).length, 0);
  assert.ok(size < 150_000, `found ${size} bytes`);
});
