// One script tag for pages that don't use the client: it wraps `window.WebSocket`, keeps what only the page knows of each
// connection, and reports it to the Holdfast server or gateway when the connection ends. The application notices nothing.
//
//   <script src="https://app.example.com/observer.js" data-holdfast="wss://app.example.com"></script>
//
// `data-holdfast`: the server whose sockets are watched; default is the host that the script comes from, else the page's.

import { webSocketUrl } from "./address.js";
import { causeIn } from "./advice.js";
import { Clocks } from "./evidence/clocks.js";
import type { Close, Ended } from "./evidence/note.js";
import { realReach } from "./evidence/reach.js";
import { Journal } from "./evidence/report.js";
import type { EndedBy } from "./machine.js";
import { VERSION } from "./options.js";
import { pageMemory } from "./page.js";
import { realWorld } from "./world.js";

const AGENT = `@holdfast/observer/${VERSION}`;
/** Reports in a minute at most: a page in a loop shall not become a burden. */
const MOST_REPORTS = 20;

/** Watches all sockets to this server from now on. The answer puts the page back as it was. */
export function observe(server: string | URL): () => void {
  const world = realWorld();
  const memory = pageMemory(world.id);
  const { host } = webSocketUrl(server, world.page());
  const Native = globalThis.WebSocket;
  const sent: number[] = [];

  function report(url: URL, body: object): void {
    const now = world.now();
    while (sent[0] !== undefined && now - sent[0] > 60_000) {
      sent.shift();
    }
    if (sent.push(now) <= MOST_REPORTS) {
      const address = `${url.origin.replace(/^ws/, "http")}/why/${url.searchParams.get("attempt")}`;
      realReach.post(address, JSON.stringify({ ...body, ageMs: 0 }));
    }
  }

  class ObservedWebSocket extends Native {
    readonly #ended: Ended & { stack?: string; sent?: number } = {};
    #closing = false;

    constructor(given: string | URL, protocols?: string | string[]) {
      const url = webSocketUrl(given, world.page());
      // One with an attempt id has somebody who reports on it.
      const watched = url.host === host && !url.searchParams.has("attempt");
      const attempt = world.id();
      if (watched) {
        url.searchParams.set("attempt", attempt);
      }
      const moment = () => ({ at: world.now(), hidden: world.hidden(), offline: world.offline() });
      const journal = watched ? new Journal(memory, { what: "begin", attempt, url: url.href, ...moment() }) : undefined;
      const finish = (by: EndedBy, close: Close | undefined, live: Ended, buffered: number) => {
        if (journal) {
          const note = { what: "end", by, close, live, buffered, tries: 0, ...moment() } as const;
          report(url, journal.end(realReach.network(), AGENT, note));
        }
      };
      try {
        super(watched ? url : given, protocols);
      } catch (error) {
        finish("blocked", undefined, { thrown: (error as Error).name }, 0);
        throw error;
      }
      if (!journal) {
        return;
      }
      let failed = false;
      const clocks = new Clocks(
        world,
        (tick) => journal.ticked(tick, world.hidden(), world.now()),
        () => {},
      );
      const deaf = world.listen(
        ["visibilitychange", "freeze", "resume", "pagehide", "pageshow", "online", "offline", "change"],
        (type, event) => journal.page(type, event, world.hidden(), world.now()),
      );
      this.addEventListener("open", () => {
        journal.opened(world.now());
        clocks.start();
      });
      this.addEventListener("message", () => Object.assign(this.#ended, { heard: world.now() }));
      this.addEventListener("error", () => {
        failed = true;
      });
      this.addEventListener("close", ({ code, reason, wasClean }) => {
        deaf();
        clocks.stop();
        const close = { code, clean: wasClean, reason, error: failed };
        const live = { ...this.#ended, cause: causeIn(reason) };
        finish(this.#closing ? "application" : "remote", close, live, this.bufferedAmount);
      });
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
      super.send(data as string);
      this.#ended.sent = world.now();
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      this.#closing = true;
      const { stack } = new Error();
      if (stack) {
        this.#ended.stack ??= stack;
      }
    }
  }

  globalThis.WebSocket = ObservedWebSocket;
  return () => {
    if (globalThis.WebSocket === ObservedWebSocket) {
      globalThis.WebSocket = Native;
    }
  };
}
