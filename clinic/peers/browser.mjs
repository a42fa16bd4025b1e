// Drives one browser for the clinic: takes commands as JSON lines on standard input, answers each with one on standard
// output. `node browser.mjs chromium|firefox [USER-AGENT]`.
import { createInterface } from "node:readline";

const kind = process.argv[2];
/** What it says that it is, where it is to say something else. */
const userAgent = process.argv[3];

async function chromium() {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath: process.env.HOLDFAST_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...(userAgent ? [`--user-agent=${userAgent}`] : []),
    ],
    // As browsers of people have it.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  return {
    browser,
    async page(options) {
      const context = await browser.newContext(options ?? {});
      const page = await context.newPage();
      return { page, context, end: () => context.close() };
    },
    async extra(tab, command) {
      switch (command.do) {
        case "offline":
          await tab.context.setOffline(command.on);
          return null;
        case "cdp": {
          tab.cdp ??= await tab.context.newCDPSession(tab.page);
          return await tab.cdp.send(command.method, command.params ?? {});
        }
        case "tab": {
          const page = await tab.context.newPage();
          return keep({ page, context: tab.context, end: () => page.close() });
        }
        default:
          throw new Error(`unknown command ${command.do}`);
      }
    },
  };
}

async function firefox() {
  const puppeteer = (await import("puppeteer-core")).default;
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.HOLDFAST_FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    ...(userAgent ? { extraPrefsFirefox: { "general.useragent.override": userAgent } } : {}),
  });
  return {
    browser,
    async page() {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      return { page, context, end: () => context.close() };
    },
    async extra(_tab, command) {
      throw new Error(`unknown command ${command.do}`);
    },
  };
}

const driven = await (kind === "firefox" ? firefox() : chromium());
const tabs = new Map();
let next = 0;

function keep(tab) {
  const id = `page-${++next}`;
  tab.console = [];
  tab.page.on("console", (message) => tab.console.push(message.text()));
  tabs.set(id, tab);
  return id;
}

async function obey(command) {
  if (command.do === "page") {
    return keep(await driven.page(command.options));
  }
  const tab = tabs.get(command.page);
  if (tab === undefined) {
    throw new Error(`no such page: ${command.page}`);
  }
  switch (command.do) {
    case "goto":
      await tab.page.goto(command.url, { waitUntil: command.until ?? "load" });
      return null;
    case "evaluate":
      return (await tab.page.evaluate(command.js)) ?? null;
    case "console":
      return tab.console;
    case "back":
      await tab.page.goBack();
      return null;
    case "reload":
      await tab.page.reload();
      return null;
    case "close":
      await tab.page.close({ runBeforeUnload: false });
      return null;
    case "end":
      if (tabs.delete(command.page)) {
        await tab.end();
      }
      return null;
    default:
      return driven.extra(tab, command);
  }
}

// A browser that is gone is started anew by whoever needs the next page, and that takes this program's end.
driven.browser.on("disconnected", () => process.exit(1));

// The browser's own processes hang below this one.
console.log(JSON.stringify({ ready: await driven.browser.version() }));

createInterface({ input: process.stdin }).on("line", async (line) => {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify({ id: command.id, result: await obey(command) }));
  } catch (failure) {
    console.log(JSON.stringify({ id: command.id, failed: String(failure?.message ?? failure) }));
  }
}).on("close", async () => {
  await driven.browser.close();
  process.exit(0);
});
