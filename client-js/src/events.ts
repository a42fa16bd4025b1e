import type { Explanation } from "./evidence/diagnosis.js";
import type { Close } from "./evidence/note.js";
import type { EndedBy, State } from "./machine.js";

/** What became of a message. */
export type Sent =
  /** It was given to the socket. */
  | "written"
  /** It waits for a connection. */
  | "queued"
  /** It is too big, the queue is full, or there will be no connection; nothing happens to it. */
  | "refused";

/** The server could not take one message; the connection stays. */
export interface ServerError {
  readonly id?: unknown;
  readonly errorId?: string;
  readonly code: string;
  readonly message?: string;
  readonly temporary?: boolean;
}

/** A connection or attempt is over. */
export interface End {
  readonly attempt: string;
  readonly opened: boolean;
  readonly endedBy: EndedBy;
  /** What the socket told, untouched; undefined if it told nothing. */
  readonly close: Close | undefined;
  /** The cause that the server named when it closed. */
  readonly cause: string | undefined;
  /** Whether there will be another attempt. */
  readonly reconnects: boolean;
}

export interface Events {
  /** It is another state now. */
  state: State;
  message: { readonly data: unknown };
  error: ServerError;
  close: End;
  /** Why a connection ended, or an attempt failed; some moments after. */
  explanation: Explanation;
}
