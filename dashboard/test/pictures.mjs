// `npm run pictures`: takes the pictures of docs/dashboard.md anew, of the real program under some traffic.
import { fileURLToPath } from "node:url";
import { browser, opened, refused, start } from "./program.mjs";

const docs = (name) => fileURLToPath(new URL(`../../docs/dashboard-${name}.png`, import.meta.url));
const program = await start();
const chromium = await browser();
const page = await chromium.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });

/** Connections that come, talk and go, for some seconds. */
async function traffic(seconds) {
  const live = [];
  for (let tick = 0; tick < seconds * 4; tick++) {
    live.push(await opened(program.ws));
    for (const socket of live) {
      socket.send(`message ${tick}`);
    }
    if (tick % 3 === 0) {
      live.shift()?.close(1000);
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  return live;
}

async function take(name, hash, ready) {
  await page.goto(`${program.admin}#/${hash}`);
  await page.reload();
  await page.getByText("live", { exact: true }).waitFor();
  await ready();
  await page.waitForTimeout(1200);
  await page.screenshot({ path: docs(name) });
}

const live = await traffic(20);
await take("now", "now", () => page.getByText("All quiet").waitFor());
live.at(-1).send("x".repeat(70_000));
await page.waitForTimeout(500);
await take("end", "ends?cause=message-too-big", async () => {
  await page.locator("tbody tr a").first().click();
  await page.getByRole("heading", { name: "What to do" }).waitFor();
});
await take("connections", "connections", () => page.locator("tbody tr").first().waitFor());
for (let i = 0; i < 20; i++) {
  await refused(program.ws, ["soap"]);
}
await take("incidents", "incidents", () => page.getByText("goes on").waitFor());
await take("configuration", "configuration", () => page.locator("tbody tr").first().waitFor());

await chromium.close();
await program.stop();
process.exit(0);
