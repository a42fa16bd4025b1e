import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { browserMissing, launch } from "./browser.js";
import { Server, serverMissing } from "./server.js";

const skip = browserMissing() ?? serverMissing() ?? false;

// The page of `holdfast dev`, as a new user has it: press a button, read why.
describe("the demonstration page", { skip, timeout: 120_000 }, () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  before(async () => {
    const heartbeat = { HOLDFAST_HEARTBEAT_INTERVAL: "1s", HOLDFAST_HEARTBEAT_TIMEOUT: "1s" };
    [server, browser] = await Promise.all([Server.start(heartbeat), launch()]);
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      // Broken connections are what the page is for, and 404 is what it hears when it asks too soon.
      if (message.type() === "error" && !/^WebSocket connection|status of 404/.test(message.text())) {
        problems.push(message.text());
      }
    });
    await page.goto(server.ws.replace("ws:", "http:").replace("/ws", "/"));
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    assert.deepEqual(problems, []);
  });

  /** What stands beside a word of a list. */
  function told(list: string, word: string): Promise<string> {
    return page
      .locator(`#${list} dt`, { hasText: new RegExp(`^${word}$`) })
      .locator("+ dd")
      .innerText();
  }

  async function press(name: string): Promise<void> {
    await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await page.locator("#which", { hasText: `${name}, attempt` }).waitFor();
    await page.locator("#known dd", { hasText: "with what this browser reported" }).waitFor();
  }

  test("it connects, and what is sent comes back with its round trip", async () => {
    await page.locator("#state[data-state=open]").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("#received", { hasText: "1" }).waitFor();
    assert.match(await page.locator("#round-trip").innerText(), /^[\d.]+ ms$/);
  });

  for (const { name, cause, code, confidence = "PROVEN" } of [
    { name: "Bad token", cause: "token-signature-invalid", code: "4401" },
    { name: "Expired token", cause: "token-expired", code: "4401" },
    { name: "Only a token offered", cause: "only-token-subprotocol-offered", code: "1006" },
    { name: "Wrong subprotocol", cause: "subprotocol-not-supported", code: "1006" },
    { name: "Message too big", cause: "message-too-big", code: "1009" },
    { name: "Server kills TCP", cause: "application-closed", code: "1006" },
    { name: "Handler throws", cause: "handler-exception", code: "1011" },
    { name: "Application closes", cause: "application-closed", code: "4900" },
    // A second later with this server, half a minute with one as it is by default.
    { name: "Silence", cause: "client-event-loop-blocked", code: "4001", confidence: "POSSIBLE" },
  ]) {
    test(`${name}: this browser saw ${code}, the server knows ${cause}`, async () => {
      await press(name);
      assert.match(await told("seen", "close event"), new RegExp(`^${code}, `));
      assert.equal(await told("known", "cause"), cause);
      assert.equal(await told("known", "confidence"), confidence);
      const id = await told("known", "in the log as");
      const end = await fetch(`${server.admin}/api/ends/${id}`);
      assert.equal(((await end.json()) as { explanation: { cause: string } }).explanation.cause, cause);
    });
  }

  test("Double mount: the first was closed before it was open, and both ends tell it", async () => {
    await press("Double mount");
    assert.equal(await told("known", "cause"), "strictmode-double-mount");
    assert.equal(await told("seen", "open event"), "never");
  });

  test("Refresh loop: both ends tell that the page does it, and an incident is open", async () => {
    await page.getByRole("button", { name: "Refresh loop" }).click();
    await page.locator("#which", { hasText: "number 20, attempt" }).waitFor();
    await page.locator("#known dd", { hasText: "with what this browser reported" }).waitFor();
    assert.equal(await told("known", "cause"), "react-effect-churn");
    const answer = await fetch(`${server.admin}/api/incidents`);
    const { incidents } = (await answer.json()) as { incidents: { kind: string }[] };
    assert.ok(incidents.some(({ kind }) => kind === "reconnect-loop"));
  });

  test("with a token one is somebody else than without", async () => {
    const user = page.locator("#user");
    assert.match(await user.innerText(), /^dev-temp-/);
    await page.getByRole("button", { name: "With a token" }).click();
    await page.locator("#user", { hasText: /^demo$/ }).waitFor();
    await page.getByRole("button", { name: "Without a token" }).click();
    await page.locator("#user", { hasText: /^dev-temp-/ }).waitFor();
  });

  test("it fits a telephone", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const { needed, there } = await page.evaluate(() => ({
      needed: document.documentElement.scrollWidth,
      there: window.innerWidth,
    }));
    assert.ok(needed <= there, `needs ${needed} pixels`);
  });
});
