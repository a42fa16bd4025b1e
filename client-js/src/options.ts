import type { Rules } from "./machine.js";
import type { SocketConstructor, World } from "./world.js";

/** What `getToken` is told. */
export interface TokenRequest {
  /** The one before was refused or is about to end: one from a cache will not do. */
  readonly refresh: boolean;
}

/** Everything is optional. Times are milliseconds. */
export interface Options {
  /**
   * Subprotocols to offer. Default `["holdfast.v1"]`. Without `holdfast.v1` frames are the application's, nothing is
   * asked of the server, and what the client saw stays here: `lastReport`.
   */
  protocols?: string | readonly string[];
  /**
   * Asked before every attempt, and before the token ends. May be asynchronous. The connection stays open while a new
   * token takes the place of an old one. `null`: there is none, see `withoutToken`.
   */
  getToken?: (request: TokenRequest) => string | null | undefined | Promise<string | null | undefined>;
  /**
   * Where the token travels: in the first message, or as subprotocol `jwt.<token>`. Default `message`. Danger: proxies log
   * headers now and then, and subprotocols are one.
   */
  tokenIn?: "message" | "subprotocol";
  /**
   * When `getToken` has none: connect all the same, or wait in the state `no-token` until `connect()` is called or the
   * page comes back. Default: `connect` to this machine, as in development, `wait` for any other.
   */
  withoutToken?: "connect" | "wait";
  /** Name and version of the application; they stand in the server's log. */
  name?: string;
  version?: string;
  /** Do not connect until `connect()`. Default false. */
  startClosed?: boolean;
  /** How long an attempt may take, `getToken` and greeting each. Default 10 000. */
  connectionTimeout?: number;
  /** First bound of the random pause before an attempt; it doubles with each failure. Default 500. */
  minReconnectDelay?: number;
  /** Its last. Default 20 000. */
  maxReconnectDelay?: number;
  /** A connection that lived so long counts as one that worked. Default 5 000. */
  minUptime?: number;
  /** Failures in a row after which it stops. Default Infinity. */
  maxRetries?: number;
  /** No attempts while the page is hidden. Default true. */
  pauseWhenHidden?: boolean;
  /** The last word on coming back: `undefined` leaves it to the server's advice. */
  shouldReconnect?: (end: {
    code: number | undefined;
    reason: string;
    cause: string | undefined;
  }) => boolean | undefined;
  /**
   * Without `holdfast.v1`: a text that the server answers, sent after `heartbeatInterval` of silence and after a sleep.
   * Default none. Holdfast's plain mode answers `{"type":"ping"}`.
   */
  heartbeatMessage?: string;
  /** Default 25 000. With `holdfast.v1` the server says it. */
  heartbeatInterval?: number;
  /** How long an answer to it may take. Default 10 000. With `holdfast.v1` the server says it. */
  maxServerPingDelay?: number;
  /**
   * Without `holdfast.v1` and without `heartbeatMessage`: silence after which the connection is given up. Default Infinity.
   */
  maxSilence?: number;
  /** Messages that wait for a connection, at most. Default 100. */
  maxEnqueuedMessages?: number;
  /** Their bytes, at most. Default 1 MiB. */
  maxEnqueuedBytes?: number;
  /** What gives way when they are more. Default `refuse`: the new one. */
  whenQueueIsFull?: "refuse" | "drop-oldest";
  /** Put an id of the attempt into the query, by which server and client speak of it. Default: where `whyUrl` is. */
  attemptId?: boolean;
  /** Where to ask why and to report, ending in a slash. Default `/why/` of the same host, with `holdfast.v1`. */
  whyUrl?: string | false;
  /** Instead of the global one: Node 20 has none, `ws` has. */
  WebSocket?: SocketConstructor;
  /** For tests. */
  world?: World;
}

export const VERSION = "0.1.0";
export const HOLDFAST = "holdfast.v1";

/** What holds where nothing was said. */
const DEFAULTS = {
  name: "@holdfast/client",
  version: VERSION,
  connectionTimeout: 10_000,
  minReconnectDelay: 500,
  maxReconnectDelay: 20_000,
  minUptime: 5_000,
  maxRetries: Infinity,
  pauseWhenHidden: true,
  heartbeatInterval: 25_000,
  maxServerPingDelay: 10_000,
  maxSilence: Infinity,
  maxEnqueuedMessages: 100,
  maxEnqueuedBytes: 1 << 20,
};

/** Options with their defaults, and what the machine makes of them. */
export type Settings = Options & typeof DEFAULTS & Rules & { readonly protocols: readonly string[] };

export function settingsOf(options: Options, loopback: boolean): Settings {
  // An option that is undefined was not given.
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const all: Options & typeof DEFAULTS = { ...DEFAULTS, ...Object.fromEntries(given) };
  const protocols = [all.protocols ?? HOLDFAST].flat();
  const canPing = !!all.heartbeatMessage;
  return {
    withoutToken: loopback ? "connect" : "wait",
    attemptId: !!(all.whyUrl ?? protocols.includes(HOLDFAST)),
    ...all,
    protocols,
    hasToken: !!all.getToken,
    canPing,
    quiet: canPing ? all.heartbeatInterval : all.maxSilence,
  };
}
