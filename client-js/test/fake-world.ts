import type { PageEvent, PageFacts, SocketLike, World } from "../src/world.js";

/** A socket whose other end is the test. */
export class FakeSocket implements SocketLike {
  protocol = "";
  extensions = "";
  bufferedAmount = 0;
  binaryType = "blob";
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  readonly sent: unknown[] = [];
  closed: { code: number | undefined; reason: string | undefined } | undefined;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {}

  send(data: string): void {
    this.sent.push(data);
  }

  close(code?: number, reason?: string): void {
    this.closed ??= { code, reason };
  }

  /** What was sent, as JSON. */
  get messages(): Record<string, unknown>[] {
    return this.sent.filter((data) => typeof data === "string").map((data) => JSON.parse(data as string));
  }

  opens(protocol = "holdfast.v1"): void {
    this.protocol = protocol;
    this.onopen?.({} as never);
  }

  says(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) } as never);
  }

  saysRaw(data: unknown): void {
    this.onmessage?.({ data } as never);
  }

  welcomes(more: object = {}): void {
    this.says({ type: "welcome", user: "ada", heartbeat: { intervalMs: 25000, timeoutMs: 10000 }, ...more });
  }

  ends(code = 1006, reason = "", { wasClean = code !== 1006, error = false } = {}): void {
    if (error) {
      this.onerror?.({} as never);
    }
    this.onclose?.({ code, reason, wasClean } as never);
  }
}

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Time, chance, network and page in the hands of the test. */
export class FakeWorld implements World {
  time = 1000;
  /** What the wall clock is ahead of the monotonic one. */
  ahead = 1_700_000_000_000;
  chance = 0.5;
  isHidden = false;
  isOffline = false;
  address: string | undefined = "http://app.example.com/";
  /** Makes the socket's constructor throw. */
  forbidden: string | undefined;
  readonly sockets: FakeSocket[] = [];
  readonly posts: { url: string; body: Record<string, unknown> }[] = [];
  readonly asked: string[] = [];
  /** Answers to GET; undefined: nothing answers. */
  answer: ((url: string, init: RequestInit) => { status: number; body: unknown } | undefined) | undefined;
  readonly #tasks = new Set<Task>();
  readonly #listeners = new Set<{ types: readonly PageEvent[]; heard: (type: PageEvent, facts: PageFacts) => void }>();
  #ids = 0;

  readonly now = () => this.time;
  readonly wall = () => this.time + this.ahead;
  readonly random = () => this.chance;
  readonly id = () => `${++this.#ids}`.padStart(32, "0");
  readonly hidden = () => this.isHidden;
  readonly offline = () => this.isOffline;
  readonly page = () => this.address;

  readonly after = (ms: number, run: () => void) => {
    const task = { at: this.time + Math.max(0, ms), run };
    this.#tasks.add(task);
    return () => void this.#tasks.delete(task);
  };

  readonly connect = (url: string, protocols: string[]) => {
    if (this.forbidden) {
      throw new DOMException("no", this.forbidden);
    }
    const socket = new FakeSocket(url, protocols);
    this.sockets.push(socket);
    return socket;
  };

  readonly listen = (types: readonly PageEvent[], heard: (type: PageEvent, facts: PageFacts) => void) => {
    const listener = { types, heard };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly reach = {
    fetch: async (url: string, init: RequestInit) => {
      this.asked.push(url);
      const answer = this.answer?.(url, init);
      if (!answer) {
        throw new TypeError("Failed to fetch");
      }
      return { status: answer.status, text: async () => JSON.stringify(answer.body) };
    },
    post: (url: string, body: string) => void this.posts.push({ url, body: JSON.parse(body) }),
    network: () => "wifi",
  };

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) {
      throw new Error("no socket yet");
    }
    return last;
  }

  get timers(): number {
    return this.#tasks.size;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  happens(type: PageEvent, facts: PageFacts = {}): void {
    for (const { types, heard } of [...this.#listeners]) {
      if (types.includes(type)) {
        heard(type, facts);
      }
    }
  }

  hides(hidden = true): void {
    this.isHidden = hidden;
    this.happens("visibilitychange");
  }

  goesOffline(offline = true): void {
    this.isOffline = offline;
    this.happens(offline ? "offline" : "online");
  }

  /** Lets time pass; timers run when they are due. */
  async passes(ms: number): Promise<void> {
    const end = this.time + ms;
    for (let task = this.#due(end); task; task = this.#due(end)) {
      this.#tasks.delete(task);
      this.time = Math.max(this.time, task.at);
      task.run();
      await settled();
    }
    this.time = end;
    await settled();
  }

  /** Time passes and nothing runs; then all that is late does. */
  async sleeps(ms: number): Promise<void> {
    this.time += ms;
    await this.passes(0);
  }

  #due(end: number): Task | undefined {
    let first: Task | undefined;
    for (const task of this.#tasks) {
      if (task.at <= end && (!first || task.at < first.at)) {
        first = task;
      }
    }
    return first;
  }
}

/** All promises that can be kept now, are. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}
