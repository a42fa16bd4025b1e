import type { Settings } from "./options.js";

/** What can be sent as it is. */
export type Data = string | ArrayBuffer | ArrayBufferView | Blob;

/** A message that waits, with its bytes as they will be at most. */
export interface Waiting {
  readonly size: number;
  encode(holdfast: boolean): Data;
}

/** Messages that wait for a connection; bounded in number and bytes. */
export class Queue {
  readonly #waiting: Waiting[] = [];
  readonly #settings: Settings;
  bytes = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** False if there was no room, and nothing changed. */
  add(message: Waiting): boolean {
    const { maxEnqueuedMessages: most, maxEnqueuedBytes: mostBytes, whenQueueIsFull } = this.#settings;
    const { size } = message;
    while (this.#waiting.length >= most || this.bytes + size > mostBytes) {
      if (whenQueueIsFull !== "drop-oldest" || size > mostBytes || !this.take()) {
        return false;
      }
    }
    this.#waiting.push(message);
    this.bytes += size;
    return true;
  }

  take(): Waiting | undefined {
    const first = this.#waiting.shift();
    this.bytes -= first?.size ?? 0;
    return first;
  }
}

export function isBinary(message: unknown): message is Data {
  return message instanceof ArrayBuffer || ArrayBuffer.isView(message) || message instanceof Blob;
}

/** Bytes on the wire, without the frame's header. */
export function sizeOf(data: Data): number {
  return isBinary(data)
    ? ((data as ArrayBuffer).byteLength ?? (data as Blob).size)
    : new TextEncoder().encode(data as string).length;
}
