import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Agent, type IncomingMessage, request } from "node:http";
import { after, before, describe, test } from "node:test";
import { NodeBackend } from "./node-http.js";
import { Server, serverMissing } from "./server.js";

const skip = serverMissing() ?? false;

// Plain HTTP through `holdfast proxy`, between Node's own client and server.
describe("plain requests through the gateway", { skip, timeout: 120_000 }, () => {
  let backend: NodeBackend;
  let gateway: Server;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  before(async () => {
    backend = await NodeBackend.start((asked, answer) => {
      if (asked.url === "/stream") {
        // Each piece is sent when the one before has arrived and was answered on a connection of its own.
        answer.write("first");
        backend.http.once("go-on", () => answer.end("last"));
      } else if (asked.url === "/go-on") {
        backend.http.emit("go-on");
        answer.end();
      } else {
        const hash = createHash("sha256");
        asked.on("data", (chunk) => hash.update(chunk));
        asked.on("end", () => {
          answer.setHeader("X-Hash", hash.digest("hex"));
          const body = Buffer.alloc(Number(asked.headers["x-size"] ?? 2), "b");
          if (asked.headers["x-length"]) {
            answer.setHeader("Content-Length", body.length);
          }
          answer.write(body.subarray(0, body.length / 2));
          answer.end(body.subarray(body.length / 2));
        });
      }
    });
    gateway = await Server.proxy(backend.port);
  });

  after(async () => {
    agent.destroy();
    await gateway?.stop();
    backend?.stop();
  });

  async function ask(method: string, path: string, headers: Record<string, string>, body?: Buffer): Promise<Answer> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sending = request({ agent, host: "127.0.0.1", port: gateway.port, method, path, headers }, resolve);
      sending.once("error", reject);
      sending.end(body);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of answer) {
      chunks.push(chunk as Buffer);
    }
    return { status: answer.statusCode, hash: answer.headers["x-hash"], bytes: Buffer.concat(chunks).length };
  }

  test("a keep-alive agent asks a hundred times over one connection, and so does the gateway", async () => {
    const sizes = [2, 70, 5_000, 300_000];
    for (let i = 0; i < 100; i++) {
      const size = sizes[i % sizes.length] ?? 2;
      const body = i % 3 === 0 ? undefined : randomBytes(size);
      const headers: Record<string, string> = { "X-Size": `${size}` };
      if (i % 2 === 0) {
        headers["X-Length"] = "1";
      }
      if (body && i % 5 !== 0) {
        headers["Content-Length"] = `${body.length}`;
      } else if (body) {
        headers["Transfer-Encoding"] = "chunked";
      }
      const { status, hash, bytes } = await ask(body ? "POST" : "GET", `/${i}`, headers, body);
      assert.equal(status, 200);
      assert.equal(
        hash,
        createHash("sha256")
          .update(body ?? "")
          .digest("hex"),
      );
      assert.equal(bytes, size);
    }
    assert.equal(backend.connections, 1);
    assert.deepEqual(await gateway.ends(), []);
  });

  test("an answer arrives while it is being made", async () => {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/stream`);
    const reader = answer.body?.getReader();
    assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), "first");
    await fetch(`http://127.0.0.1:${gateway.port}/go-on`);
    assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), "last");
  });
});

interface Answer {
  readonly status: number | undefined;
  readonly hash: string | string[] | undefined;
  readonly bytes: number;
}
