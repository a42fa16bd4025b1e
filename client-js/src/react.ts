import {
  createContext,
  createElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { HoldfastClient } from "./client.js";
import type { End, Sent } from "./events.js";
import type { Explanation } from "./evidence/diagnosis.js";
import type { State } from "./machine.js";
import type { Options } from "./options.js";

/** Options of the client, and what a component wants to be told without being rendered. */
export interface HookOptions extends Options {
  onMessage?: (data: unknown) => void;
  onClose?: (end: End) => void;
  onExplanation?: (explanation: Explanation) => void;
}

/** As of WebSocket. */
export enum ReadyState {
  CONNECTING = 0,
  OPEN = 1,
  CLOSING = 2,
  CLOSED = 3,
}

export interface Holdfast {
  readonly state: State;
  readonly readyState: ReadyState;
  /** The data of the newest message; undefined before the first. Every message renders: with many, use `onMessage`. */
  readonly lastMessage: unknown;
  /** Why the last connection ended or the last attempt failed; undefined while all is well. */
  readonly explanation: Explanation | undefined;
  /** Sends a text, a JSON value or binary data; the same function in every render. */
  readonly send: (message: unknown) => Sent;
  /** The same as `send`. */
  readonly sendMessage: (message: unknown) => Sent;
  readonly sendJsonMessage: (message: unknown) => Sent;
  /** Connects at once where it was waiting, or after it had stopped. */
  readonly connect: () => void;
  /** The client; null where no address was given. */
  readonly client: HoldfastClient | null;
}

interface Snapshot {
  readonly state: State;
  readonly lastMessage: unknown;
  readonly explanation: Explanation | undefined;
}

const IDLE: Snapshot = {
  state: { type: "idle", tries: 0, shortLives: 0 },
  lastMessage: undefined,
  explanation: undefined,
};

/** A client for components: they come and go, the connection stays as long as one of them is there. */
class Shared {
  readonly client: HoldfastClient;
  /** Read at the time of use: new options never make a new connection. */
  options: HookOptions;
  #snapshot = IDLE;
  #users = 0;
  readonly #watchers = new Set<() => void>();

  constructor(url: string, options: HookOptions) {
    this.options = options;
    this.client = new HoldfastClient(url, {
      ...options,
      ...(options.getToken && { getToken: (request) => this.options.getToken?.(request) }),
      ...(options.shouldReconnect && { shouldReconnect: (end) => this.options.shouldReconnect?.(end) }),
      startClosed: true,
    });
    this.client.on("state", (state) =>
      this.#set(state.type === "open" ? { state, explanation: undefined } : { state }),
    );
    this.client.on("message", ({ data }) => {
      this.options.onMessage?.(data);
      this.#set({ lastMessage: data });
    });
    this.client.on("explanation", (explanation) => {
      this.options.onExplanation?.(explanation);
      this.#set({ explanation });
    });
    this.client.on("close", (end) => this.options.onClose?.(end));
  }

  readonly snapshot = (): Snapshot => this.#snapshot;

  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  };

  /**
   * Connects with the first user. With the last it closes, but not at once: StrictMode, Fast Refresh and a route that
   * changes unmount and mount again in one breath, and that must not cost a connection.
   */
  use(): () => void {
    if (this.#users++ === 0 && !this.options.startClosed && /^(idle|closed)$/.test(this.client.state.type)) {
      this.client.connect();
    }
    let used = true;
    return () => {
      if (used) {
        used = false;
        this.#users--;
        setTimeout(() => {
          if (this.#users === 0) {
            this.client.close();
          }
        }, 0);
      }
    };
  }

  #set(change: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const changed of [...this.#watchers]) {
      changed();
    }
  }
}

const Provided = createContext<Shared | null>(null);

/** Gives one connection to all components below that call `useHoldfast()` without an address. */
export function HoldfastProvider(props: HookOptions & { url: string | null; children?: ReactNode }): ReactNode {
  const { url, children, ...options } = props;
  return createElement(Provided.Provider, { value: useShared(url, options) }, children);
}

/**
 * A connection that lives as long as the component. Only another `url` makes another connection; options may be new objects
 * in every render. `null` as `url`: no connection for now. Without arguments: that of the HoldfastProvider above.
 */
export function useHoldfast(url?: string | null, options: HookOptions = {}): Holdfast {
  const provided = useContext(Provided);
  const own = useShared(url ?? null, options);
  const shared = url === undefined ? provided : own;
  if (url === undefined && !provided) {
    throw new Error("useHoldfast() without an address needs a HoldfastProvider above it");
  }
  const snapshot = shared?.snapshot ?? (() => IDLE);
  const { state, lastMessage, explanation } = useSyncExternalStore(shared?.watch ?? watchNothing, snapshot, () => IDLE);
  const send = useCallback((message: unknown): Sent => shared?.client.send(message) ?? "refused", [shared]);
  const connect = useCallback(() => shared?.client.connect(), [shared]);
  return {
    state,
    readyState: readyState(state),
    lastMessage,
    explanation,
    send,
    sendMessage: send,
    sendJsonMessage: send,
    connect,
    client: shared?.client ?? null,
  };
}

function useShared(url: string | null, options: HookOptions): Shared | null {
  // StrictMode calls this twice and throws one away, which is why nothing is connected here.
  const [first] = useState(() => (url === null ? null : { url, shared: new Shared(url, options) }));
  const present = useRef(first);
  if (present.current?.url !== (url ?? undefined)) {
    present.current = url === null ? null : { url, shared: new Shared(url, options) };
  }
  const shared = present.current?.shared ?? null;
  useEffect(() => {
    if (shared) {
      shared.options = options;
    }
  });
  useEffect(() => shared?.use(), [shared]);
  return shared;
}

function watchNothing(): () => void {
  return () => {};
}

function readyState({ type }: State): ReadyState {
  switch (type) {
    case "open":
      return ReadyState.OPEN;
    case "closing":
      return ReadyState.CLOSING;
    case "idle":
    case "closed":
    case "stopped":
    case "no-token":
      return ReadyState.CLOSED;
    default:
      return ReadyState.CONNECTING;
  }
}
