import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server of Node's, which counts the connections that it gets. */
export class NodeBackend {
  readonly http: HttpServer;
  connections = 0;

  private constructor(http: HttpServer) {
    this.http = http;
    http.on("connection", () => {
      this.connections++;
    });
  }

  static async start(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<NodeBackend> {
    const backend = new NodeBackend(createServer(answer));
    await new Promise<void>((resolve) => backend.http.listen(0, "127.0.0.1", resolve));
    return backend;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  stop(): void {
    this.http.closeAllConnections();
    this.http.close();
  }
}
