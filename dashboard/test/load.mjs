// `npm run load`: what the dashboard costs under load, the page's frames and the server's processor time, and writes it
// into docs/dashboard.md. Options: --idle N, --ends N, --seconds N, --print (don't write). Some five minutes.
import { fork } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { browser, start } from "./program.mjs";

const { values: options } = parseArgs({
  options: {
    idle: { type: "string", default: "10000" },
    ends: { type: "string", default: "100" },
    seconds: { type: "string", default: "20" },
    print: { type: "boolean", default: false },
  },
});
const SECONDS = Number(options.seconds);
const DOC = fileURLToPath(new URL("../../docs/dashboard.md", import.meta.url));
const LIMIT_MS = 50;

/** Threads of the program that do nothing but answer the admin port: the JDK's HTTP server, and the carriers and pollers of virtual threads. */
const ANSWERING = /^(HTTP-Dispatcher|ForkJoinPool|VirtualThread|Read-Poller|Write-Poller|MasterPoller|idle-timeout|req-rsp-timeout)/;

/** The program's processor time until now in milliseconds: of the threads that answer, and of all. */
function processorTime(pid) {
  const time = { answering: 0, all: 0 };
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      const millis = Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "latin1").split(" ")[0]) / 1e6;
      time.all += millis;
      if (ANSWERING.test(readFileSync(`/proc/${pid}/task/${task}/comm`, "latin1"))) {
        time.answering += millis;
      }
    } catch {
      // A thread that has just ended.
    }
  }
  return time;
}

/** Gives the page an hour of moments before the real ones, as a server that has run for an hour does. */
function withAnHour() {
  const real = window.fetch;
  const causes = ["normal-closure", "client-going-away", "no-status-close", "transport-cut", "tcp-reset", "version-unsupported"];
  window.fetch = async (input, init) => {
    const answer = await real(input, init);
    if (!String(input).startsWith("/api/live?after=0")) {
      return answer;
    }
    const now = Math.floor(Date.now() / 1000);
    const hour = Array.from({ length: 3600 }, (_, i) => ({
      t: now - 3600 + i,
      open: 10000 + (i % 60),
      opened: 95 + (i % 11),
      ended: 95 + (i % 13),
      unexpected: 10 + (i % 7),
      rejected: i % 5,
      over_minute: i % 90,
      rtt_ms: 0.2 + (i % 17) / 10,
      lag_ms: (i % 23) / 10,
      causes: Object.fromEntries(causes.map((cause, n) => [cause, 1 + ((i * (n + 3)) % 60)])),
      troubles: Object.fromEntries(causes.slice(3).map((cause, n) => [cause, 1 + ((i * (n + 3)) % 20)])),
    }));
    const first = new TextEncoder().encode(`event: history\ndata: ${JSON.stringify(hour)}\n\n`);
    const reader = answer.body.getReader();
    return new Response(
      new ReadableStream({
        start: (out) => out.enqueue(first),
        pull: async (out) => {
          const { done, value } = await reader.read();
          if (done) {
            out.close();
          } else {
            out.enqueue(value);
          }
        },
        cancel: (why) => reader.cancel(why),
      }),
      { headers: { "Content-Type": "text/event-stream" } },
    );
  };
}

/** In the page: the time from each frame to the next. */
function framesFor(millis) {
  return new Promise((done) => {
    const between = [];
    let last = performance.now();
    const end = last + millis;
    const frame = () => {
      const now = performance.now();
      between.push(now - last);
      last = now;
      if (now < end) {
        requestAnimationFrame(frame);
      } else {
        done(between);
      }
    };
    requestAnimationFrame(frame);
  });
}

const before = loadavg()[0];
const program = await start();
const chromium = await browser();
const crowd = fork(fileURLToPath(new URL("crowd.mjs", import.meta.url)), [program.ws, options.idle, options.ends]);
await new Promise((resolve, reject) => {
  crowd.once("message", resolve);
  crowd.once("exit", () => reject(new Error("the crowd is gone")));
});

async function answer(path) {
  return (await fetch(new URL(path, program.admin))).json();
}

async function open(hash, hour = false) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const page = await context.newPage();
  if (hour) {
    await page.addInitScript(withAnHour);
  }
  await page.goto(`${program.admin}#/${hash}`);
  await page.getByText("live", { exact: true }).waitFor();
  if (hour) {
    await page.getByText("1 h", { exact: true }).click();
  }
  await page.waitForTimeout(1500);
  return page;
}

/** The server's share of one core in percent while `work` goes on. */
async function charged(work) {
  const before = processorTime(program.pid);
  const began = performance.now();
  const result = await work();
  const took = performance.now() - began;
  const after = processorTime(program.pid);
  return {
    result,
    answering: (100 * (after.answering - before.answering)) / took,
    all: (100 * (after.all - before.all)) / took,
  };
}

/** The longest task of the page's main thread: how long it took, and how long it was on a processor; and all tasks' share of one. */
async function traced(page, work) {
  await chromium.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  const result = await work();
  const events = JSON.parse((await chromium.stopTracing()).toString()).traceEvents;
  const main = new Set(events.filter((each) => each.name === "thread_name" && each.args.name === "CrRendererMain").map((each) => `${each.pid}/${each.tid}`));
  const tasks = events.filter((each) => each.name === "RunTask" && each.tdur !== undefined && main.has(`${each.pid}/${each.tid}`));
  if (tasks.length === 0) {
    throw new Error("the trace has no task of the page");
  }
  return {
    result,
    task: Math.max(...tasks.map((each) => each.dur)) / 1000,
    work: Math.max(...tasks.map((each) => each.tdur)) / 1000,
    busy: tasks.reduce((sum, each) => sum + each.tdur, 0) / 1e4 / SECONDS,
  };
}

async function measured(title, hash, hour) {
  const page = await open(hash, hour);
  const { result: charge, task, work, busy } = await traced(page, () => charged(() => page.evaluate(framesFor, SECONDS * 1000)));
  await page.context().close();
  const sorted = charge.result.toSorted((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  const row = {
    title,
    frames: sorted.length,
    median: at(0.5),
    p99: at(0.99),
    longest: sorted.at(-1),
    over: sorted.filter((each) => each > LIMIT_MS).length,
    task,
    work,
    busy,
    answering: charge.answering,
    all: charge.all,
  };
  console.error(JSON.stringify(row));
  return row;
}

async function nobodyLooks() {
  const { answering, all } = await charged(() => new Promise((done) => setTimeout(done, SECONDS * 1000)));
  console.error(`nobody looks: ${answering.toFixed(2)} % of a core answering, ${all.toFixed(1)} % in all`);
  return { answering, all };
}

const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;

try {
  // Until the compilers have seen every page, and there are ends, connections and incidents to look at.
  for (const hash of ["now", "ends", "connections", "incidents", "configuration", "ends"]) {
    const page = await open(hash);
    await page.waitForTimeout(SECONDS * 150);
    await page.context().close();
  }
  const end = (await answer("/api/ends?limit=1&expected=false")).ends[0];
  const connection = (await answer("/api/connections?limit=1")).connections[0];
  const incident = (await answer("/api/incidents?limit=1")).incidents[0];
  const rows = [];
  const quiet = [await nobodyLooks()];
  rows.push(await measured("Now", "now"));
  rows.push(await measured("Now, an hour in view", "now", true));
  rows.push(await measured("Ends", "ends"));
  rows.push(await measured("Ends, of one cause", "ends?cause=client-left"));
  quiet.push(await nobodyLooks());
  rows.push(await measured("One end", `ends/${end.connection_id}`));
  rows.push(await measured("Connections", "connections"));
  rows.push(await measured("One connection", `connections/${connection.connection_id}`));
  rows.push(await measured("Incidents", "incidents"));
  if (incident !== undefined) {
    rows.push(await measured("One incident", `incidents/${incident.incident_id}`));
  }
  rows.push(await measured("Configuration", "configuration"));
  quiet.push(await nobodyLooks());
  const moments = await answer("/api/connections?limit=1");
  write(rows, { answering: mean(quiet.map((each) => each.answering)), all: mean(quiet.map((each) => each.all)), spread: quiet.map((each) => each.all) }, moments.open, await chromium.version());
} finally {
  crowd.disconnect();
  await chromium.close();
  await program.stop();
}

function write(rows, quiet, live, version) {
  const figure = (value, digits = 0) => value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const worst = rows.reduce((a, b) => (b.longest > a.longest ? b : a));
  const dearest = rows.reduce((a, b) => (b.answering > a.answering ? b : a));
  const cost = (row) => Math.max(0, row.answering - quiet.answering);
  const worked = rows.reduce((a, b) => (b.work > a.work ? b : a));
  const text = `Measured by \`npm run load\` in \`dashboard/\`, ${new Date().toISOString().slice(0, 10)}: ${figure(live)} open connections and ${options.ends} ends a second, ${SECONDS} s a
page, Chromium ${version} without a graphics processor, on the same ${cpus().length} cores as the server and the clients; the
machine had a load of ${figure(before, 1)} before it began.

| page | frames | median, ms | 99 %, ms | longest, ms | over ${LIMIT_MS} ms | longest task, ms | longest work, ms | page busy | server, % of a core |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row.title} | ${figure(row.frames)} | ${figure(row.median, 1)} | ${figure(row.p99, 1)} | ${figure(row.longest, 1)} | ${row.over} | ${figure(row.task, 1)} | ${figure(row.work, 1)} | ${figure(row.busy, 1)} % | ${figure(cost(row), 2)} |`).join("\n")}

- A frame is the time from one to the next, whoever it was that took it. The longest was ${figure(worst.longest)} ms (${worst.title}).
- What the page itself took is its longest task, and of it the longest work on a processor: at most ${figure(worked.work, 1)} ms (${worked.title}). What a task
  or a frame took beyond that, it waited for a processor, which the browser shares with the server, ten thousand clients and
  whatever else the machine does.
- The server's part is the processor time of the threads that answer the admin port, less the ${figure(quiet.answering, 2)} % that they took while nobody
  looked. The dearest page took ${figure(cost(dearest), 2)} % of a core (${dearest.title}). The whole server took ${figure(Math.min(...quiet.spread), 1)} to ${figure(Math.max(...quiet.spread), 1)} % while nobody looked and
  ${figure(Math.min(...rows.map((row) => row.all)), 1)} to ${figure(Math.max(...rows.map((row) => row.all)), 1)} % while a page was open.`;
  console.log(text);
  if (!options.print) {
    const [head, , tail] = readFileSync(DOC, "utf8").split(/(<!-- load -->[\s\S]*<!-- \/load -->)/);
    if (tail === undefined) {
      throw new Error("docs/dashboard.md has no place for it");
    }
    writeFileSync(DOC, `${head}<!-- load -->\n${text}\n<!-- /load -->${tail}`);
  }
}
