/** What a client needs of a WebSocket; `WebSocket` of browsers, Node 22, Deno, Bun and of `ws` has it. */
export interface SocketLike {
  readonly protocol: string;
  readonly extensions: string;
  readonly bufferedAmount: number;
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

/** The events of a page that mean something here. */
export type PageEvent =
  | "visibilitychange"
  | "freeze"
  | "resume"
  | "pagehide"
  | "pageshow"
  | "online"
  | "offline"
  /** The kind of network changed. */
  | "change"
  | "securitypolicyviolation";

/** What counts of them, each of some. */
export interface PageFacts {
  readonly persisted?: boolean;
  readonly blockedURI?: string;
}

/** Everything outside that a client touches; a test brings its own. */
export interface World {
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970, of a clock that may jump. */
  wall(): number;
  /** From 0 to below 1. */
  random(): number;
  /** An id of 128 random bits, 32 hexadecimal digits. */
  id(): string;
  /** Runs later; the answer cancels it. `idle`: it alone is no reason to keep the process alive. */
  after(ms: number, run: () => void, idle?: boolean): () => void;
  connect(url: string, protocols: string[]): SocketLike;
  hidden(): boolean;
  offline(): boolean;
  /** Address of the page; undefined outside of browsers. */
  page(): string | undefined;
  /** These events of the page from now on; the answer ends it. */
  listen(types: readonly PageEvent[], heard: (type: PageEvent, event: PageFacts) => void): () => void;
  /** What evidence needs besides; default is what the platform has. */
  readonly reach?: Reach;
}

/** How evidence gets out, and what else it looks at. */
export interface Reach {
  /** As the global one. */
  fetch(url: string, init: RequestInit): Promise<Pick<Response, "status" | "text">>;
  /** Sends a body by POST and does not wait; works while the page is being left. */
  post(url: string, body: string): void;
  /** `wifi`, `4g` …, where the browser tells. */
  network(): string | undefined;
}

/** The real one: of a page, a worker, or a server-side runtime, which has no page and is never hidden. */
export function realWorld(Socket?: SocketConstructor): World {
  const all = globalThis as Partial<typeof globalThis>;
  const page = all.document;
  const browser = all.navigator as (Partial<Navigator> & { connection?: EventTarget }) | undefined;
  return {
    now: () => performance.now(),
    wall: Date.now,
    random: Math.random,
    // Not randomUUID: pages without TLS have none.
    id: () =>
      crypto.getRandomValues(new Uint8Array(16)).reduce((id, byte) => id + (byte + 256).toString(16).slice(1), ""),
    after(ms, run, idle) {
      const timer = setTimeout(run, Math.min(ms, 0x7fffffff)) as unknown as number & { unref?(): void };
      if (idle) {
        timer.unref?.();
      }
      return () => clearTimeout(timer);
    },
    // Runtimes that have none, such as Node 20, are given one by the option `WebSocket`.
    connect: (url, protocols) => new (Socket ?? all.WebSocket ?? missing())(url, protocols),
    hidden: () => page?.visibilityState === "hidden",
    offline: () => browser?.onLine === false,
    page: () => all.location?.href,
    listen(types, heard) {
      const over = new AbortController();
      for (const target of [all, page, browser?.connection] as (EventTarget | undefined)[]) {
        for (const type of types) {
          // AT_TARGET: not those that come up from below, such as the `change` of an input.
          const here = (event: Event) => event.eventPhase === 2 && heard(type, event as PageFacts);
          target?.addEventListener?.(type, here, over);
        }
      }
      return () => over.abort();
    },
  };
}

function missing(): never {
  throw new TypeError("no WebSocket");
}
