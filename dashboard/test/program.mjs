// The program and a browser, for tests and screenshots.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const CHROMIUM = process.env.HOLDFAST_CHROMIUM ?? "/usr/bin/chromium";

/** Why tests with a browser are skipped here, if they are. */
export const missing = existsSync(CHROMIUM) ? false : `there is no Chromium at ${CHROMIUM}`;

/** Starts `./holdfast` and waits for its ready line. */
export async function start(command = ["dev"], { ports = [0, 0], environment = {}, config } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-dashboard-"));
  const places = ["--port", String(ports[0]), "--admin-port", String(ports[1]), "--log-file", join(folder, "backend.log")];
  if (config !== undefined) {
    writeFileSync(join(folder, "holdfast.yaml"), config);
    command = [...command, "--config", join(folder, "holdfast.yaml")];
  }
  const program = spawn(join(root, "holdfast"), [...command, ...places], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  program.stderr.on("data", (data) => {
    errors += data;
  });
  const ready = await new Promise((resolve, reject) => {
    let out = "";
    const listen = (data) => {
      out += data;
      const found = /Holdfast ready: (ws:\S+) · diagnostics (\S+) ·/.exec(out);
      if (found !== null) {
        program.stdout.off("data", listen).resume(); // it may have much more to say
        resolve({ ws: found[1], admin: found[2] });
      }
    };
    program.stdout.on("data", listen);
    program.once("exit", (status) => reject(new Error(`the program ended with ${status}: ${errors}`)));
  });
  const ended = new Promise((done) => program.once("exit", done));
  return {
    ...ready,
    pid: program.pid,
    ports: [Number(new URL(ready.ws).port), Number(new URL(ready.admin).port)],
    async stop() {
      program.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function browser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A WebSocket that is open. */
export function opened(url, protocols) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols);
    socket.addEventListener("open", () => resolve(socket), { once: true });
    socket.addEventListener("error", () => reject(new Error(`${url} did not open`)), { once: true });
  });
}

/** A WebSocket that does not open. */
export function refused(url, protocols) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    socket.addEventListener("error", () => resolve(), { once: true });
  });
}
