// Paths that die, machines that sleep, pages that are frozen: the client notices, comes back, and what it reports is joined.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { End } from "../src/index.js";
import { browserMissing, chromiumPath, launch, Pages } from "./browser.js";
import { NetworkNamespace } from "./network.js";
import { Server, serverMissing } from "./server.js";
import { attempt, watch } from "./watched.js";

const HEARTBEAT = { HOLDFAST_HEARTBEAT_INTERVAL: "1s", HOLDFAST_HEARTBEAT_TIMEOUT: "2s" };

async function open(browser: Browser, pages: Pages, server: Server): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${pages.origin}/`);
  await page.evaluate(watch, [server.ws, { connectionTimeout: 2_000, maxReconnectDelay: 500 }] as const);
  await page.waitForFunction(() => watched.client.state.type === "open");
  return page;
}

async function end(page: Page): Promise<End> {
  await page.waitForFunction(() => watched.ends.length > 0);
  return (await page.evaluate(() => watched.ends[0])) as End;
}

const opensAgain = (page: Page) =>
  page.waitForFunction(() => watched.states.filter((type) => type === "open").length > 1);

const network = browserMissing() ?? serverMissing() ?? NetworkNamespace.create();

describe("on a cable of its own", { skip: typeof network === "string" && network, timeout: 120_000 }, () => {
  const cable = network as NetworkNamespace;
  let server: Server;
  let pages: Pages;
  let browser: Browser;

  before(async () => {
    pages = await Pages.start(cable.ours);
    [server, browser] = await Promise.all([
      Server.serve(cable.ours, pages.origin, HEARTBEAT),
      launch(cable.program(chromiumPath())),
    ]);
  });

  after(async () => {
    await browser?.close();
    pages?.stop();
    await server?.stop();
    cable.remove();
  });

  test("a half-open network: both sides notice by themselves, and the dead path is named by both", async () => {
    const page = await open(browser, pages, server);
    const lost = await page.evaluate(attempt);
    cable.lose();
    const seen = await end(page);
    assert.deepEqual([seen.attempt, seen.endedBy, seen.close], [lost, "silence", undefined]);
    await server.end(lost);
    cable.restore();
    await opensAgain(page);
    const { explanation } = await server.joined(lost);
    assert.equal(explanation.cause, "half-open-dead-peer");
    await page.close();
  });

  test("offline: the browser says so, no attempts, back at once, and the server learns what it was", async () => {
    const page = await open(browser, pages, server);
    const lost = await page.evaluate(attempt);
    cable.unplug();
    await page.waitForFunction(() => watched.client.state.type === "paused");
    assert.equal(await page.evaluate(() => watched.client.state.why), "offline");
    await server.end(lost);
    cable.plugIn();
    await opensAgain(page);
    const { explanation } = await server.joined(lost);
    assert.equal(explanation.cause, "network-change-or-vpn");
    await page.close();
  });
});
