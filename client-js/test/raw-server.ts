import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";

/** A server of few bytes that answers the opening handshake and then does what the test says, right or wrong. */
export class RawServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** @param then what happens after the 101, `nth` counting from 0 */
  static async start(then: (socket: Socket, nth: number) => void, echo = true): Promise<RawServer> {
    let nth = 0;
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (head) => {
        const key = /sec-websocket-key: (\S+)/i.exec(head.toString())?.[1] ?? "";
        const offered = /sec-websocket-protocol: ([^,\r\n]+)/i.exec(head.toString())?.[1];
        const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
        const protocol = offered && echo ? `Sec-WebSocket-Protocol: ${offered}\r\n` : "";
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol}\r\n`,
        );
        then(socket, nth++);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new RawServer(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  stop(): void {
    this.cut();
    this.#server.close();
  }
}

/** A close frame with this code and reason; without a code an empty one. */
export function closeFrame(code?: number, reason = ""): Buffer {
  const text = Buffer.from(reason);
  const payload = code === undefined ? Buffer.alloc(0) : Buffer.concat([Buffer.from([code >> 8, code & 255]), text]);
  return Buffer.concat([Buffer.from([0x88, payload.length]), payload]);
}
