import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { type Events, HoldfastClient, HoldfastWebSocket, type Options, type State } from "../src/index.js";
import { Server, serverMissing } from "./server.js";

const SECRET = "0123456789abcdef0123456789abcdef";

function jwt(seconds: number, more: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const body = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: "ada", iat: now - 600, exp: now + seconds, ...more })}`;
  return `${body}.${createHmac("sha256", SECRET).update(body).digest("base64url")}`;
}

/** The next event of a kind that is as it should be; the test's own time limit ends a wait that is in vain. */
function until<K extends keyof Events>(
  client: HoldfastClient,
  type: K,
  is: (event: Events[K]) => boolean = () => true,
): Promise<Events[K]> {
  return new Promise((resolve) => {
    const off = client.on(type, (event) => {
      if (is(event)) {
        off();
        resolve(event);
      }
    });
  });
}

async function reach(client: HoldfastClient, type: State["type"]): Promise<State> {
  return client.state.type === type ? client.state : until(client, "state", (state) => state.type === type);
}

const skip = serverMissing() ?? false;

describe("against holdfast dev", { skip, timeout: 60_000 }, () => {
  let server: Server;
  const clients: HoldfastClient[] = [];

  function open(options: Options = {}, url = server.ws): HoldfastClient {
    const client = new HoldfastClient(url, options);
    clients.push(client);
    return client;
  }

  before(async () => {
    server = await Server.start(
      {
        HOLDFAST_HEARTBEAT_INTERVAL: "1s",
        HOLDFAST_HEARTBEAT_TIMEOUT: "1s",
        JWT_SECRET: SECRET,
      },
      0,
      ["--jwt-secret-env", "JWT_SECRET"],
    );
  });

  after(async () => {
    for (const client of clients) {
      client.close();
    }
    await server?.stop();
  });

  test("text, JSON and binary data come back as they went", async () => {
    const client = open();
    const received: unknown[] = [];
    client.on("message", ({ data }) => received.push(data));
    await reach(client, "open");
    assert.match(client.user ?? "", /^dev-temp-/);
    client.send("hi ✓");
    client.send({ a: [1, null, "x"] });
    client.send(new Uint8Array([1, 2, 3]));
    while (received.length < 3) {
      await until(client, "message");
    }
    assert.equal(received[0], "hi ✓");
    assert.deepEqual(typeof received[1] === "string" ? JSON.parse(received[1]) : received[1], { a: [1, null, "x"] });
    assert.deepEqual(new Uint8Array(received[2] as ArrayBuffer), new Uint8Array([1, 2, 3]));
  });

  test("a message that is too big is refused here, and the connection stays", async () => {
    const client = open();
    await reach(client, "open");
    assert.equal(client.send("x".repeat(65_536)), "refused");
    client.send("still here");
    assert.equal((await until(client, "message")).data, "still here");
  });

  test("heartbeats keep an idle connection", async () => {
    const client = open();
    await reach(client, "open");
    const ends: unknown[] = [];
    client.on("close", (end) => ends.push(end));
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    assert.deepEqual([ends, client.state.type], [[], "open"]);
  });

  test("close() is an expected end on the server too", async () => {
    const client = open({ minUptime: 0 });
    await reach(client, "open");
    client.close(1000, "done");
    const end = await until(client, "close");
    assert.deepEqual([end.endedBy, end.close?.code, end.close?.clean], ["application", 1000, true]);
    assert.equal((await server.end(end.attempt)).explanation.cause, "client-left");
  });

  test("a path that is not served is explained, where the runtime says nothing", async () => {
    const client = open({}, server.ws.replace("/ws", "/nope"));
    const { cause, source, summary } = await until(client, "explanation");
    assert.deepEqual([cause, source], ["wrong-path-or-not-a-ws-route", "server"]);
    assert.match(summary, /\/nope/);
    // The server's advice: it is no use to come back.
    await reach(client, "stopped");
  });

  test("a token that has expired is asked for again once, and is not sent again and again", async () => {
    const token = jwt(-300);
    const asked: boolean[] = [];
    const client = open({
      tokenIn: "subprotocol",
      getToken: ({ refresh }) => {
        asked.push(refresh);
        return token;
      },
    });
    assert.equal((await until(client, "explanation")).cause, "token-expired");
    await reach(client, "no-token");
    assert.deepEqual(asked, [false, true]);
    client.close();
  });

  test("a good token is known by its user, and a new one goes into the open connection", async () => {
    const lives = [4, 3_600];
    const client = open({ tokenIn: "subprotocol", getToken: () => jwt(lives.shift() ?? 7_200) });
    await reach(client, "open");
    assert.equal(client.user, "ada");
    const errors: unknown[] = [];
    client.on("error", (error) => errors.push(error));
    client.on("close", (end) => errors.push(end));
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    assert.deepEqual([errors, lives, client.state.type], [[], [], "open"]);
  });

  test("HoldfastWebSocket does what WebSocket does", async () => {
    const socket = new HoldfastWebSocket(server.ws, "jwt-auth");
    clients.push(socket.client);
    assert.equal(socket.readyState, WebSocket.CONNECTING);
    socket.send("early");
    const message = await new Promise<MessageEvent>((resolve) => socket.addEventListener("message", resolve as never));
    assert.equal(message.data, "early");
    assert.equal(socket.readyState, HoldfastWebSocket.OPEN);
    assert.equal(socket.protocol, "jwt-auth");
    const closed = new Promise<CloseEvent>((resolve) => {
      socket.onclose = resolve;
    });
    assert.throws(() => socket.close(1001), { name: "InvalidAccessError" });
    socket.close(4000, "done");
    const { code, reason, wasClean } = await closed;
    assert.deepEqual([code, reason, wasClean], [4000, "", true]);
    assert.equal(socket.readyState, HoldfastWebSocket.CLOSED);
  });
});

describe("a server that goes away", { skip, timeout: 90_000 }, () => {
  const clients: HoldfastClient[] = [];
  const servers: Server[] = [];

  after(async () => {
    for (const client of clients) {
      client.close();
    }
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  async function start(port = 0): Promise<Server> {
    const server = await Server.start({ HOLDFAST_HEARTBEAT_INTERVAL: "1s", HOLDFAST_HEARTBEAT_TIMEOUT: "1s" }, port);
    servers.push(server);
    return server;
  }

  test("restarted in order: the goodbye is kept, what was sent in between arrives", async () => {
    const first = await start();
    const client = new HoldfastClient(first.ws);
    clients.push(client);
    await reach(client, "open");
    const ended = until(client, "close");
    const explained = until(client, "explanation");
    await first.stop();
    const end = await ended;
    assert.deepEqual([end.close?.code, end.cause, end.reconnects], [1012, "deploy-or-drain", true]);
    assert.equal((await explained).cause, "deploy-or-drain");
    assert.equal(client.send("meanwhile"), "queued");
    const second = await start(first.port);
    assert.equal((await until(client, "message")).data, "meanwhile");
    await second.stop();
  });

  test("killed: 1006 and back; refused in between, and told so", async () => {
    const first = await start();
    const client = new HoldfastClient(first.ws, { maxReconnectDelay: 1_000 });
    clients.push(client);
    await reach(client, "open");
    const ended = until(client, "close");
    await first.stop("SIGKILL");
    const end = await ended;
    assert.deepEqual([end.close?.code, end.endedBy], [1006, "remote"]);
    const refused = await until(client, "explanation", ({ cause }) => cause === "connect-refused-or-ipv6-localhost");
    assert.equal(refused.source, "client");
    await start(first.port);
    await reach(client, "open");
  });

  test("frozen: silence ends the connection, and it is back when the server is", async () => {
    const server = await start();
    const client = new HoldfastClient(server.ws);
    clients.push(client);
    await reach(client, "open");
    const ended = until(client, "close");
    server.signal("SIGSTOP");
    assert.equal((await ended).endedBy, "silence");
    assert.equal(client.lastReport?.endedBy, "silence");
    server.signal("SIGCONT");
    await reach(client, "open");
  });
});
