import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Compiled tests run in client-js/out/test.
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Why the server's program can't be run here; undefined if it can. */
export function serverMissing(): string | undefined {
  const { status, stderr } = spawnSync(join(ROOT, "holdfast"), ["--version"], { encoding: "utf8" });
  return status === 0 ? undefined : `./holdfast does not run here: ${stderr?.trim().split("\n").at(-1)}`;
}

/** A `holdfast dev` of its own: real process, free ports. */
export class Server {
  readonly #folder: string;
  readonly #process: ChildProcess;
  /** The address of its WebSocket and of its diagnostics, without a slash at the end. */
  readonly ws: string;
  readonly admin: string;

  private constructor(folder: string, child: ChildProcess, ready: string) {
    this.#folder = folder;
    this.#process = child;
    const [, ws, admin] = /ready: (ws:\S+) · diagnostics (http:\S+)\/ /.exec(ready) ?? [];
    if (!ws || !admin) {
      throw new Error(`not the line of a server that is ready: ${ready}`);
    }
    this.ws = ws;
    this.admin = admin;
  }

  /** @param settings variables of its environment */
  static async start(settings: Record<string, string> = {}, port = 0, args: string[] = []): Promise<Server> {
    return Server.#run(["dev", "--port", `${port}`, "--admin-port", "0", ...args], settings);
  }

  /** One of production, which may listen beyond this machine and lets everybody in. */
  static async serve(host: string, origin: string, settings: Record<string, string> = {}): Promise<Server> {
    const yaml = [
      "environment: production",
      `listen: ${host}:0`,
      "admin: 127.0.0.1:0",
      "path: /ws",
      "anonymous: allow",
      `origins: ["${origin}"]`,
    ].join("\n");
    return Server.#run(["serve"], settings, yaml);
  }

  /** A gateway in front of what listens on this port. */
  static async proxy(to: number, ...args: string[]): Promise<Server> {
    return Server.#run(["proxy", "--to", `ws://127.0.0.1:${to}`, "--port", "0", "--admin-port", "0", ...args], {});
  }

  static async #run(args: string[], settings: Record<string, string>, yaml?: string): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "holdfast-client-"));
    const all = [...args, "--log-file", join(folder, "backend.log")];
    if (yaml) {
      const config = join(folder, "holdfast.yaml");
      writeFileSync(config, yaml);
      all.push("--config", config);
    }
    const child = spawn(join(ROOT, "holdfast"), all, {
      cwd: folder,
      env: { ...process.env, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ready = await new Promise<string>((resolve, reject) => {
      let said = "";
      const hear = (chunk: Buffer) => {
        said += chunk;
        const line = said.split("\n").find((text) => text.includes("Holdfast ready"));
        if (line) {
          resolve(line);
        }
      };
      child.stdout?.on("data", hear);
      child.stderr?.on("data", hear);
      child.once("exit", (code) => reject(new Error(`it ended with ${code} before it was ready: ${said}`)));
      child.once("error", reject);
    });
    return new Server(folder, child, ready);
  }

  get port(): number {
    return Number(new URL(this.ws).port);
  }

  /** Its end of an attempt, as soon as it has one. */
  async end(attempt: string): Promise<ServerEnd> {
    return this.#when(attempt, () => true);
  }

  /** The same, as soon as the client's report is joined to it: what `/why` tells, the diagnostics API, and the log. */
  async joined(attempt: string): Promise<ServerEnd> {
    const end = await this.#joined(attempt);
    const line = await this.logged(
      ({ message, connection_id }) =>
        message === "WebSocket end explained again" && connection_id === end.connection_id,
    );
    assert.equal((line.explanation as { cause: string }).cause, end.explanation.cause);
    return end;
  }

  async #joined(attempt: string): Promise<ServerEnd> {
    for (;;) {
      const answer = await fetch(`http://${new URL(this.ws).host}/why/${attempt}`);
      const { joined, explanation } = (await answer.json()) as { joined?: boolean; explanation: { cause: string } };
      if (joined) {
        return this.#when(attempt, (end) => end.explanation.cause === explanation.cause);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #when(attempt: string, is: (end: ServerEnd) => boolean): Promise<ServerEnd> {
    for (;;) {
      const end = (await this.ends()).find((one) => one.attempt === attempt);
      if (end && is(end)) {
        return end;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Its ends, the newest first. */
  async ends(): Promise<ServerEnd[]> {
    const answer = await fetch(`${this.admin}/api/ends?limit=100`);
    return ((await answer.json()) as { ends: ServerEnd[] }).ends;
  }

  /** The first line of its log that is so, as soon as it is there. */
  async logged(is: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const written = readFileSync(join(this.#folder, "backend.log"), "utf8");
      // Behind the last line break stands a line that is still being written.
      const lines = written.split("\n").slice(0, -1);
      const found = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find(is);
      if (found) {
        return found;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async stop(name: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process.once("exit", resolve));
      this.#process.kill("SIGCONT");
      this.#process.kill(name);
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What counts here of an end in the diagnostics API. */
export interface ServerEnd {
  readonly connection_id: string;
  readonly attempt?: string;
  readonly opened?: boolean;
  readonly explanation: { readonly cause: string; readonly summary: string; readonly evidence: string[] };
}
