import type { EndedBy, State } from "../machine.js";

/** What the socket told of its end, untouched. */
export interface Close {
  readonly code: number;
  readonly clean: boolean;
  readonly reason: string;
  /** An error event came before. */
  readonly error: boolean;
}

/** What the client remembered of the socket. */
export interface Ended {
  /** The name of what its constructor threw. */
  readonly thrown?: string;
  /** The cause that the server named. */
  readonly cause?: string | undefined;
  /** When the last message came and went. */
  heard?: number;
  readonly sent?: number;
  /** Call stack of the program that closed it. */
  readonly stack?: string | undefined;
}

/** What the client writes down as it happens; evidence is made of it, at once or when that part has been loaded. */
export type Note =
  | { readonly what: "begin"; readonly attempt: string; readonly url: string }
  | { readonly what: "opened" }
  /** The server's ping came so much later than agreed. */
  | { readonly what: "ping"; readonly late: number }
  | {
      readonly what: "end";
      readonly by: EndedBy;
      readonly close: Close | undefined;
      readonly buffered: number;
      /** Failures in a row before. */
      readonly tries: number;
      readonly live: Ended;
    }
  /** The client is in another state. */
  | { readonly what: "state"; readonly type: State["type"] };

/** With the moment. */
export type Noted = Note & { readonly at: number; readonly hidden: boolean; readonly offline: boolean };
