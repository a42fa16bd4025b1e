import { HoldfastClient } from "./client.js";
import type { Options } from "./options.js";
import { sizeOf } from "./queue.js";

/**
 * Has the shape of `WebSocket` and takes its place: it comes back by itself, and what is sent in between waits. `open`
 * and `close` are told every time. `readyState` is CONNECTING while it comes back, CLOSED when it won't.
 */
export class HoldfastWebSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;

  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  /** As of `WebSocket`; taken over at once. */
  binaryType: BinaryType = "blob";
  readonly url: string;
  /** The client behind, for its states and explanations. */
  readonly client: HoldfastClient;

  /**
   * @param protocols as of `WebSocket`. Frames are the application's unless `holdfast.v1` is among them
   * @throws SyntaxError if the address is none
   */
  constructor(
    url: string | URL | (() => string | URL),
    protocols: string | readonly string[] = [],
    options: Omit<Options, "protocols"> = {},
  ) {
    super();
    this.client = new HoldfastClient(url, { ...options, protocols, startClosed: true });
    this.url = String(typeof url === "function" ? url() : url);
    this.client.on("state", ({ type }) => {
      if (type === "open") {
        this.#tell("open");
      }
    });
    this.client.on("message", ({ data }) => {
      const blob = this.binaryType === "blob" && data instanceof ArrayBuffer;
      this.#tell("message", { data: blob ? new Blob([data]) : data, origin: new URL(this.url, "ws://page").origin });
    });
    this.client.on("close", ({ close, opened }) => {
      if (!opened || close?.error) {
        this.#tell("error");
      }
      // What a browser says of a connection that ended without a close frame.
      this.#tell("close", { code: close?.code ?? 1006, reason: close?.reason ?? "", wasClean: close?.clean ?? false });
    });
    if (!options.startClosed) {
      this.client.connect();
    }
  }

  get readyState(): 0 | 1 | 2 | 3 {
    switch (this.client.state.type) {
      case "open":
        return this.OPEN;
      case "closing":
        return this.CLOSING;
      case "closed":
      case "stopped":
        return this.CLOSED;
      default:
        return this.CONNECTING;
    }
  }

  get protocol(): string {
    return this.client.socket?.protocol ?? "";
  }

  get extensions(): string {
    return this.client.socket?.extensions ?? "";
  }

  get bufferedAmount(): number {
    return this.client.bufferedAmount;
  }

  /** Sends or queues. What finds no room in the queue is dropped and told as `error`. */
  send(data: string | ArrayBuffer | ArrayBufferView | Blob): void {
    if (this.client.send(data) === "refused" && this.readyState < this.CLOSING) {
      this.#tell("error");
    }
  }

  /**
   * Closes for good.
   *
   * @throws DOMException `InvalidAccessError` for a code that a program may not send, `SyntaxError` for a reason over 123 bytes
   */
  close(code?: number, reason?: string): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(`close code ${code} is neither 1000 nor in 3000 to 4999`, "InvalidAccessError");
    }
    if (sizeOf(reason ?? "") > 123) {
      throw new DOMException("the close reason is longer than 123 bytes", "SyntaxError");
    }
    this.client.close(code, reason);
  }

  /** Comes back at once, also after `close`. */
  reconnect(): void {
    this.client.connect();
  }

  #tell(type: "open" | "message" | "error" | "close", fields: object = {}): void {
    // Not MessageEvent and CloseEvent: not every runtime has both.
    const event = Object.defineProperties(new Event(type), Object.getOwnPropertyDescriptors(fields));
    this[`on${type}`]?.(event as never);
    this.dispatchEvent(event);
  }
}
