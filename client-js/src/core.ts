import { isLoopback, webSocketUrl } from "./address.js";
import { adviceOf, causeIn } from "./advice.js";
import type { Events, Sent } from "./events.js";
import type { Close, Note } from "./evidence/note.js";
import { type Effect, type EndedBy, type Happening, IDLE, next, type Retry, type State } from "./machine.js";
import { HOLDFAST, type Options, type Settings, settingsOf } from "./options.js";
import { type Data, isBinary, Queue, sizeOf } from "./queue.js";
import { expiresIn, tokenEntry } from "./token.js";
import type { Inside, Witness } from "./witness.js";
import { realWorld, type SocketLike, type World } from "./world.js";

export type { End, Events, Sent, ServerError } from "./events.js";

type Listeners = { [K in keyof Events]?: Set<(event: Events[K]) => void> };

/** A socket, and what belongs to it alone. */
interface Live {
  readonly attempt: string;
  socket?: SocketLike;
  opened: boolean;
  /** An error event came. */
  error: boolean;
  thrown?: string;
  stack?: string | undefined;
  heard?: number;
  sent?: number;
  cause?: string | undefined;
  goodbye?: { readonly cause: string; readonly retry: Retry; readonly retryAfterMs?: number };
}

interface Welcome {
  readonly user?: string;
  readonly heartbeat?: { readonly intervalMs: number; readonly timeoutMs: number };
  readonly limits?: { readonly messageBytes: number };
}

/** How long after an error event a close event may come. */
const PATIENCE = 500;
/** States from which nothing comes by itself. */
const OVER = /^clos|^stop/;
/** Events of the page after which it is worth while to look again. */
const WAKING = ["online", "visibilitychange", "resume", "pageshow", "change"] as const;
const PING = '{"type":"ping"}';

/**
 * A connection that is kept: it comes back by itself. What it does when stands in machine.ts; this class carries it out.
 */
export class CoreClient {
  readonly #world: World;
  readonly #settings: Settings;
  readonly #url: () => string | URL;
  readonly #queue: Queue;
  readonly #listeners: Listeners = {};
  readonly #inbox: Happening[] = [];
  #state: State = IDLE;
  #live: Live | undefined;
  #heard = 0;
  #disarm: (() => void) | undefined;
  #stopListening: (() => void) | undefined;
  #asked = 0;
  /** The last token that was used. */
  #token: string | null = null;
  #skew = 0;
  #welcome: Welcome | undefined;
  readonly #witness: Witness | undefined;

  /** @throws SyntaxError, or TypeError, if the address is none */
  constructor(url: string | URL | (() => string | URL), options: Options = {}, witness?: (inside: Inside) => Witness) {
    this.#world = options.world ?? realWorld(options.WebSocket);
    this.#url = typeof url === "function" ? url : () => url;
    this.#settings = settingsOf(options, isLoopback(this.#address()));
    this.#queue = new Queue(this.#settings);
    this.#witness = witness?.({
      world: this.#world,
      settings: this.#settings,
      address: () => this.#address(),
      dispatch: (happening) => this.#dispatch(happening),
      emit: (type, event) => this.#emit(type, event),
    });
    if (!options.startClosed) {
      this.connect();
    }
  }

  get state(): State {
    return this.#state;
  }

  /** Whom the server takes this client for; undefined before the first `welcome`. */
  get user(): string | undefined {
    return this.#welcome?.user;
  }

  /** Bytes that are not on the wire yet, the queue's among them. */
  get bufferedAmount(): number {
    return this.#queue.bytes + (this.#live?.socket?.bufferedAmount ?? 0);
  }

  /** The socket of now, for what has no other way. Danger: its events are the client's; do not close it. */
  get socket(): SocketLike | undefined {
    return this.#live?.socket;
  }

  /** Adds a listener; the answer removes it. */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void {
    const listeners: Set<typeof listener> = this.#listeners[type] ?? new Set();
    this.#listeners[type] = listeners as never;
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Connects, at once where it was waiting. Does nothing while connected. */
  connect(): void {
    this.#stopListening ??= this.#world.listen(WAKING, () => {
      if (!this.#world.hidden()) {
        this.#dispatch({ type: "wake" });
      }
    });
    this.#dispatch({ type: "start" });
  }

  /**
   * Closes and stays closed until `connect()`. What waits in the queue is kept.
   *
   * @throws RangeError for a code or reason that a program may not send
   */
  close(code = 1000, reason = ""): void {
    if ((code !== 1000 && !(code >= 3000 && code <= 4999)) || sizeOf(reason) > 123) {
      throw new RangeError("close code or reason");
    }
    if (this.#live) {
      this.#live.stack ??= new Error().stack;
    }
    this.#dispatch({ type: "stop", code, reason });
  }

  /** Sends a text, a JSON value, or binary data. Never throws for want of a connection. */
  send(message: unknown): Sent {
    const state = this.#state;
    const json = isBinary(message) ? undefined : JSON.stringify(message);
    // What is spoken is known only when it is open.
    const encode = (holdfast: boolean) =>
      holdfast && json
        ? `{"type":"msg","data":${json}}`
        : typeof message === "string"
          ? message
          : (json ?? (message as Data));
    const size = sizeOf(encode(true));
    if (OVER.test(state.type) || size > (this.#welcome?.limits?.messageBytes ?? Infinity)) {
      return "refused";
    }
    if (state.type === "open" && this.#write(encode(state.holdfast))) {
      return "written";
    }
    return this.#queue.add({ size, encode }) ? "queued" : "refused";
  }

  /** Events that come while one is worked on wait for their turn. */
  #dispatch(happening: Happening): void {
    if (this.#inbox.push(happening) > 1) {
      return;
    }
    while (this.#inbox[0]) {
      this.#step(this.#inbox[0]);
      this.#inbox.shift();
    }
  }

  #step(happening: Happening): void {
    const before = this.#state.type;
    const event = { ...happening, ...this.#moment(), heard: this.#heard };
    const { state, effects } = next(this.#state, event, this.#settings);
    this.#state = state;
    for (const effect of effects) {
      this.#perform(effect);
    }
    this.#arm(state);
    if (state.type !== before) {
      if (OVER.test(state.type)) {
        this.#stopListening?.();
        this.#stopListening = undefined;
      }
      this.#note({ what: "state", type: state.type });
      this.#emit("state", state);
    }
  }

  #moment() {
    const { now, random, hidden, offline } = this.#world;
    return { now: now(), random: random(), hidden: hidden(), offline: offline() };
  }

  #emit<K extends keyof Events>(type: K, event: Events[K]): void {
    for (const listener of [...(this.#listeners[type] ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        // A listener's fault is its own: it is shown, and nobody else notices.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #arm(state: State): void {
    this.#disarm?.();
    const wait = "until" in state ? state.until - this.#world.now() : Infinity;
    this.#disarm = wait < Infinity ? this.#world.after(wait, () => this.#dispatch({ type: "timer" })) : undefined;
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case "token":
        void this.#askToken(effect.refresh);
        break;
      case "connect":
        this.#connect(effect.token);
        break;
      case "hello":
        this.#hello();
        break;
      case "auth":
        this.#token = effect.token;
        this.#say({ type: "auth", token: effect.token });
        break;
      case "flush":
        for (let first = this.#queue.take(); first; first = this.#queue.take()) {
          this.#write(first.encode(this.#spoken));
        }
        break;
      case "ping":
        this.#write((!this.#spoken && this.#settings.heartbeatMessage) || PING);
        break;
      case "close":
        if (this.#spoken) {
          this.#say({ type: "bye", reason: effect.reason });
        }
        this.#live?.socket?.close(effect.code, effect.reason);
        break;
      case "drop": {
        const socket = this.#live?.socket;
        this.#over(effect.by);
        // A dead path answers no closing handshake: nobody waits for it, or listens to it any more.
        socket?.close();
      }
    }
  }

  /** Whether `holdfast.v1` is spoken. */
  get #spoken(): boolean {
    return this.#live?.socket?.protocol === HOLDFAST;
  }

  #address(): URL {
    return webSocketUrl(this.#url(), this.#world.page());
  }

  async #askToken(refresh: boolean): Promise<void> {
    const asked = ++this.#asked;
    let happening: Happening = { type: "token-failed" };
    try {
      const value = (await this.#settings.getToken?.({ refresh })) ?? null;
      happening = { type: "token", value, again: value === this.#token, expiresIn: this.#lifeOf(value) };
    } catch {
      // The machine tries again.
    }
    if (asked === this.#asked) {
      this.#dispatch(happening);
    }
  }

  #lifeOf(token: string | null): number {
    return expiresIn(token, this.#world.wall() + this.#skew);
  }

  #connect(token: string | null): void {
    const world = this.#world;
    const attempt = world.id();
    const bySubprotocol = token !== null && this.#settings.tokenIn === "subprotocol";
    const live: Live = { attempt, opened: false, error: false };
    let socket: SocketLike;
    this.#live = live;
    this.#token = token;
    try {
      const url = this.#address();
      if (this.#settings.attemptId) {
        url.searchParams.set("attempt", attempt);
      }
      this.#note({ what: "begin", attempt, url: url.href });
      socket = world.connect(url.href, [...this.#settings.protocols, ...(bySubprotocol ? [tokenEntry(token)] : [])]);
    } catch (error) {
      live.thrown = (error as Error).name;
      this.#over("blocked", undefined, "backoff");
      return;
    }
    live.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      live.opened = true;
      this.#heard = world.now();
      this.#note({ what: "opened" });
      if (!this.#spoken && token !== null && !bySubprotocol) {
        this.#say({ type: "auth", token });
      }
      this.#dispatch({ type: "opened", holdfast: this.#spoken, expiresIn: this.#lifeOf(token) });
    };
    socket.onmessage = ({ data }: MessageEvent) => this.#received(live, data);
    socket.onerror = () => {
      live.error = true;
      // Node 20 tells no close of an attempt that failed.
      world.after(
        PATIENCE,
        () => live === this.#live && !live.opened && this.#over("remote", undefined, "backoff"),
        true,
      );
    };
    socket.onclose = ({ code, reason, wasClean }: CloseEvent) => {
      if (live !== this.#live) {
        return;
      }
      live.cause ??= causeIn(reason);
      const advice = live.goodbye?.retry ?? adviceOf(code, reason);
      const wanted = this.#settings.shouldReconnect?.({ code, reason, cause: live.cause });
      this.#over(
        this.#state.type === "closing" ? "application" : "remote",
        { code, clean: wasClean, reason, error: live.error },
        wanted === false ? "no" : wanted && advice === "no" ? "backoff" : advice,
      );
    };
  }

  /** The socket is no more, by whatever way. `retry`: what the machine shall be told; undefined if it knows. */
  #over(by: EndedBy, close?: Close, retry?: Retry): void {
    const live = this.#live;
    if (!live) {
      return;
    }
    const { attempt, opened, cause, goodbye, socket } = live;
    this.#live = undefined;
    this.#note({ what: "end", by, close, buffered: socket?.bufferedAmount ?? 0, tries: this.#state.tries, live });
    if (retry) {
      this.#dispatch({ type: "ended", retry, retryAfterMs: goodbye?.retryAfterMs ?? 0 });
    }
    // The machine may be at work just now: what it makes of it is known when that is done.
    queueMicrotask(() => {
      const { type } = this.#state;
      this.#emit("close", { attempt, opened, endedBy: by, close, cause, reconnects: !OVER.test(type) });
    });
  }

  #hello(): void {
    const { attempt } = this.#live as Live;
    const { name, version, tokenIn } = this.#settings;
    this.#say({
      type: "hello",
      client: { name, version },
      tab: this.#witness?.tab,
      attempt,
      token: (tokenIn !== "subprotocol" && this.#token) || undefined,
      prev: this.#witness?.take(this.#world.now()),
    });
  }

  #say(message: object): void {
    this.#write(JSON.stringify(message));
  }

  #write(data: Data): boolean {
    const live = this.#live;
    try {
      live?.socket?.send(data as string);
      if (live) {
        live.sent = this.#world.now();
      }
      return live !== undefined;
    } catch {
      return false;
    }
  }

  #received(live: Live, data: unknown): void {
    if (live !== this.#live) {
      return;
    }
    const now = this.#world.now();
    const silence = now - this.#heard;
    this.#heard = live.heard = now;
    if (typeof data !== "string" || !this.#spoken) {
      this.#emit("message", { data });
      return;
    }
    const message = JSON.parse(data);
    switch (message.type) {
      case "msg":
        this.#emit("message", { data: message.data });
        break;
      case "ping":
        this.#note({ what: "ping", late: silence - (this.#welcome?.heartbeat?.intervalMs ?? silence) });
        this.#say({ type: "pong", t: message.t });
        break;
      case "welcome":
        this.#welcome = message as Welcome;
        this.#skew = Date.parse(message.serverTime) - this.#world.wall() || 0;
        this.#dispatch({
          type: "welcome",
          intervalMs: this.#settings.heartbeatInterval,
          timeoutMs: this.#settings.maxServerPingDelay,
          ...message.heartbeat,
          expiresIn: this.#lifeOf(this.#token),
        });
        break;
      case "goodbye":
        live.goodbye = message;
        live.cause = message.cause;
        break;
      case "error":
        this.#emit("error", message);
        break;
    }
  }

  #note(note: Note): void {
    const { now, hidden, offline } = this.#moment();
    this.#witness?.note({ ...note, at: now, hidden, offline });
  }
}
