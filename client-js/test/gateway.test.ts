import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { browserMissing, launch } from "./browser.js";
import { NodeBackend } from "./node-http.js";
import { closeFrame } from "./raw-server.js";
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

const browserless = browserMissing() ?? serverMissing() ?? false;

// A development server behind `holdfast proxy --observe`, and a page of it in a real browser.
describe("pages through the gateway", { skip: browserless, timeout: 120_000 }, () => {
  let vite: ViteDevServer;
  let backend: NodeBackend;
  let gateway: Server;
  let front: Server;
  let browser: Browser;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "holdfast-vite-"));
    writeFileSync(
      join(folder, "index.html"),
      '<!doctype html><html><head><script type="module" src="/main.js"></script>',
    );
    writeFileSync(join(folder, "main.js"), 'import { word } from "./word.js"; globalThis.word = word;');
    writeFileSync(join(folder, "word.js"), 'export const word = "first";');
    vite = await createServer({
      root: folder,
      configFile: false,
      logLevel: "error",
      optimizeDeps: { noDiscovery: true },
      server: { host: "127.0.0.1", port: 0, strictPort: false },
    });
    await vite.listen();
    backend = await NodeBackend.start((_, answer) => {
      answer.setHeader("Content-Type", "text/html; charset=utf-8");
      answer.end("<!doctype html><html><head><title>plain</title></head><body></body></html>");
    });
    backend.http.on("upgrade", (asked, socket) => {
      const key = asked.headers["sec-websocket-key"];
      const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.on("error", () => {});
      socket.once("data", () => socket.write(closeFrame(4321, "enough")));
      socket.on("end", () => socket.end());
    });
    const listening = vite.httpServer?.address() as AddressInfo | undefined;
    [gateway, front, browser] = await Promise.all([
      Server.proxy(listening?.port ?? 0, "--observe"),
      Server.proxy(backend.port, "--observe"),
      launch(),
    ]);
  });

  after(async () => {
    await browser?.close();
    await gateway?.stop();
    await front?.stop();
    backend?.stop();
    await vite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the end of a page's socket is explained from both ends", async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${front.port}/`);
    assert.match(await page.content(), /<head><script src="\/\.holdfast\/observer-[0-9a-f]{16}\.js"><\/script><title>/);
    const attempt = await page.evaluate(async () => {
      const socket = new WebSocket(`ws://${location.host}/chat`);
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      socket.send("hello");
      await new Promise((resolve) => socket.addEventListener("close", resolve));
      return new URL(socket.url).searchParams.get("attempt") ?? "";
    });
    assert.match(attempt, /./, "the observer watched it");
    const end = await front.joined(attempt);
    assert.equal(end.explanation.cause, "application-closed");
    await page.close();
  });

  test("Vite's page and its hot reload work, and its socket is watched", async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${gateway.port}/`);
    await page.waitForFunction(() => (globalThis as { word?: string }).word === "first");
    // Hot reload is there when its socket is: only then is the change told.
    while ((await open(gateway)) === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    writeFileSync(join(folder, "word.js"), 'export const word = "second";');
    await page.waitForFunction(() => (globalThis as { word?: string }).word === "second");
    await page.close();
    while ((await gateway.ends()).every(({ opened }) => !opened)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  async function open(at: Server): Promise<number> {
    const answer = await fetch(`${at.admin}/api/connections`);
    return ((await answer.json()) as { connections: unknown[] }).connections.length;
  }
});
