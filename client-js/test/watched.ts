// What the page of a test keeps of its client; runs in pages of any browser.
import type { End, Explanation, Report } from "../src/index.js";

export interface Watched {
  client: {
    state: { type: string; why?: string };
    socket: { url: string };
    lastReport: Report;
    send(message: unknown): string;
    close(): void;
  };
  states: string[];
  received: unknown[];
  ends: End[];
  explanations: Explanation[];
}

declare global {
  var watched: Watched;
  var holdfast: typeof import("../src/index.js");
  var app: typeof import("./react-page.js");
}

/** The attempt that is connected now. */
export function attempt(): string {
  return new URL(watched.client.socket.url).searchParams.get("attempt") ?? "";
}

/** Connects the page's client and keeps what it tells. */
export function watch([address, options]: readonly [string, object]): void {
  const client = new holdfast.HoldfastClient(address, { ...options, startClosed: true });
  globalThis.watched = { client: client as never, states: [], received: [], ends: [], explanations: [] };
  client.on("state", ({ type }) => watched.states.push(type));
  client.on("message", ({ data }) => watched.received.push(data));
  client.on("close", (end) => watched.ends.push(end));
  client.on("explanation", (explanation) => watched.explanations.push(explanation));
  client.connect();
}
