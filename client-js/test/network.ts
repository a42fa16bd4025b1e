import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NOBODY = "02:00:00:00:00:01";

function ip(...args: string[]): string | undefined {
  const { status, stderr, error } = spawnSync("ip", args, { encoding: "utf8" });
  return status === 0 ? undefined : `ip ${args.join(" ")}: ${error?.message ?? stderr.trim()}`;
}

/** A network of its own, joined with ours by one cable, on which packets can be lost without anybody being told. */
export class NetworkNamespace {
  readonly #name: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "holdfast-network-"));
  /** Our end of the cable, and the other. */
  readonly ours: string;
  readonly theirs: string;

  private constructor(name: string, subnet: string) {
    this.#name = name;
    this.ours = `${subnet}1`;
    this.theirs = `${subnet}2`;
  }

  /** The namespace, or why this user, system or kernel has none to give. */
  static create(): NetworkNamespace | string {
    if (process.platform !== "linux" || process.getuid?.() !== 0) {
      return "only root on Linux can make a network namespace";
    }
    const name = `hf-${randomInt(36 ** 4, 36 ** 5).toString(36)}`;
    // Of the addresses for tests of networks (RFC 2544), so that no route to anything real is hidden.
    const made = new NetworkNamespace(name, `198.${randomInt(18, 20)}.${randomInt(256)}.`);
    for (const step of [
      ["netns", "add", name],
      ["link", "add", `${name}-a`, "type", "veth", "peer", "name", `${name}-b`, "netns", name],
      ["address", "add", `${made.ours}/30`, "dev", `${name}-a`],
      ["link", "set", `${name}-a`, "up"],
      ["-n", name, "address", "add", `${made.theirs}/30`, "dev", `${name}-b`],
      ["-n", name, "link", "set", `${name}-b`, "up"],
      ["-n", name, "link", "set", "lo", "up"],
    ]) {
      const failure = ip(...step);
      if (failure) {
        made.remove();
        return `no network namespace: ${failure}`;
      }
    }
    return made;
  }

  /** A program that runs another inside. */
  program(path: string): string {
    const script = join(this.#folder, "inside");
    writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${this.#name} ${path} "$@"\n`);
    chmodSync(script, 0o755);
    return script;
  }

  /** From now on nothing arrives on either side: packets go to a machine that does not exist, and no link is down. */
  lose(): void {
    this.#must("neigh", "replace", this.theirs, "lladdr", NOBODY, "dev", `${this.#name}-a`, "nud", "permanent");
    this.#must(
      ...["-n", this.#name, "neigh", "replace", this.ours, "lladdr", NOBODY, "dev", `${this.#name}-b`],
      ...["nud", "permanent"],
    );
  }

  /** All as before. */
  restore(): void {
    this.#must("neigh", "del", this.theirs, "dev", `${this.#name}-a`);
    this.#must("-n", this.#name, "neigh", "del", this.ours, "dev", `${this.#name}-b`);
  }

  /** The other side's cable is out: it knows that it is offline. */
  unplug(): void {
    this.#must("-n", this.#name, "link", "set", `${this.#name}-b`, "down");
  }

  plugIn(): void {
    this.#must("-n", this.#name, "link", "set", `${this.#name}-b`, "up");
  }

  /** The cable first: a namespace outlives its name by as long as a socket inside tries to say goodbye. */
  remove(): void {
    ip("link", "delete", `${this.#name}-a`);
    ip("netns", "delete", this.#name);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #must(...args: string[]): void {
    const failure = ip(...args);
    if (failure) {
      throw new Error(failure);
    }
  }
}
