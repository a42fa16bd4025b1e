import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type End, type Explanation, HoldfastClient, type Options, type ServerError } from "../src/index.js";
import { FakeWorld, settled } from "./fake-world.js";

const URL = "wss://chat.example.com/ws";

class Case {
  readonly world = new FakeWorld();
  readonly states: string[] = [];
  readonly received: unknown[] = [];
  readonly ends: End[] = [];
  readonly explanations: Explanation[] = [];
  readonly errors: ServerError[] = [];
  readonly client: HoldfastClient;

  constructor(options: Options = {}, url: string | (() => string) = URL, prepare?: (world: FakeWorld) => void) {
    prepare?.(this.world);
    this.client = new HoldfastClient(url, { world: this.world, ...options, startClosed: true });
    this.client.on("state", ({ type }) => this.states.push(type));
    this.client.on("message", ({ data }) => this.received.push(data));
    this.client.on("close", (end) => this.ends.push(end));
    this.client.on("explanation", (explanation) => this.explanations.push(explanation));
    this.client.on("error", (error) => this.errors.push(error));
    this.client.connect();
  }

  get socket() {
    return this.world.socket;
  }

  /** Connected and welcome. */
  async open(more: object = {}): Promise<this> {
    await settled();
    this.socket.opens();
    this.socket.welcomes(more);
    await settled();
    return this;
  }
}

describe("connecting", () => {
  test("offers holdfast.v1, names its attempt in the query and in hello, and is open with the welcome", async () => {
    const { client, world, socket, states } = new Case({ name: "chat", version: "1.4.0" });
    const attempt = new globalThis.URL(socket.url).searchParams.get("attempt");
    assert.match(attempt ?? "", /^[0-9a-f]{32}$/);
    assert.deepEqual(socket.protocols, ["holdfast.v1"]);
    socket.opens();
    assert.deepEqual(socket.messages, [
      { type: "hello", client: { name: "chat", version: "1.4.0" }, tab: socket.messages[0]?.tab, attempt },
    ]);
    socket.welcomes();
    assert.deepEqual(states, ["connecting", "greeting", "open"]);
    assert.equal(client.user, "ada");
    assert.equal(world.sockets.length, 1);
  });

  test("every attempt has an id of its own and the page keeps its own", async () => {
    const one = new Case();
    one.socket.ends();
    await one.world.passes(500);
    const [first, second] = one.world.sockets;
    assert.notEqual(first?.url, second?.url);
  });

  test("relative addresses are the page's, http is ws", () => {
    const { socket } = new Case({ attemptId: false }, "/ws#top");
    assert.equal(socket.url, "ws://app.example.com/ws");
    assert.equal(new Case({ attemptId: false }, "https://a.example/x").socket.url, "wss://a.example/x");
    assert.throws(() => new Case({}, "ftp://a.example/"), SyntaxError);
  });

  test("the address may be made anew for each attempt", async () => {
    let ticket = 0;
    const { world } = new Case({ attemptId: false }, () => `wss://a.example/ws?ticket=${++ticket}`);
    world.socket.ends();
    await world.passes(500);
    assert.notEqual(world.sockets[0]?.url, world.sockets[1]?.url);
  });

  test("an attempt that takes longer than 10 s is given up", async () => {
    const { world, client, ends } = new Case();
    await world.passes(10_000);
    assert.equal(client.state.type, "waiting");
    assert.deepEqual(
      ends.map(({ endedBy, close }) => [endedBy, close]),
      [["connect-timeout", undefined]],
    );
    assert.ok(world.sockets[0]?.closed);
    world.sockets[0]?.opens();
    assert.equal(client.state.type, "waiting");
  });

  test("connect() while connecting or connected does nothing", async () => {
    const present = await new Case().open();
    present.client.connect();
    assert.equal(present.world.sockets.length, 1);
  });

  test("close() while connecting leaves nothing behind", async () => {
    const { client, world, ends } = new Case();
    client.close();
    await settled();
    assert.equal(client.state.type, "closed");
    assert.equal(world.timers, 0);
    assert.deepEqual(
      ends.map(({ opened, endedBy, reconnects }) => ({ opened, endedBy, reconnects })),
      [{ opened: false, endedBy: "application", reconnects: false }],
    );
  });
});

describe("messages", () => {
  test("text and JSON go as `msg`, binary data as it is, and come back the same way", async () => {
    const present = await new Case().open();
    const { client, socket, received } = present;
    const bytes = new Uint8Array([1, 2, 3]);
    assert.deepEqual([client.send("hi"), client.send({ a: 1 }), client.send(bytes)], ["written", "written", "written"]);
    assert.deepEqual(socket.messages.slice(1), [
      { type: "msg", data: "hi" },
      { type: "msg", data: { a: 1 } },
    ]);
    assert.equal(socket.sent.at(-1), bytes);
    socket.says({ type: "msg", data: "ho" });
    socket.says({ type: "msg", data: { b: 2 } });
    socket.saysRaw(bytes.buffer);
    socket.says({ type: "later", data: 1 });
    assert.deepEqual(received, ["ho", { b: 2 }, bytes.buffer]);
  });

  test("what is sent before it is open waits, in order", async () => {
    const present = new Case();
    assert.equal(present.client.send("one"), "queued");
    assert.equal(present.client.send({ two: 2 }), "queued");
    assert.ok(present.client.bufferedAmount > 0);
    await present.open();
    assert.deepEqual(
      present.socket.messages.slice(1).map((message) => message.data),
      ["one", { two: 2 }],
    );
    assert.equal(present.client.bufferedAmount, 0);
  });

  test("a full queue refuses the new message, or drops the oldest, as was chosen", async () => {
    const refusing = new Case({ maxEnqueuedMessages: 2 });
    assert.deepEqual(
      [1, 2, 3].map((n) => refusing.client.send(n)),
      ["queued", "queued", "refused"],
    );
    const dropping = new Case({ maxEnqueuedMessages: 2, whenQueueIsFull: "drop-oldest" });
    assert.deepEqual(
      [1, 2, 3].map((n) => dropping.client.send(n)),
      ["queued", "queued", "queued"],
    );
    await dropping.open();
    assert.deepEqual(
      dropping.socket.messages.slice(1).map((message) => message.data),
      [2, 3],
    );
    const bytes = new Case({ maxEnqueuedBytes: 40, whenQueueIsFull: "drop-oldest" });
    assert.equal(bytes.client.send("x".repeat(50)), "refused");
    assert.equal(bytes.client.send("é"), "queued");
    assert.equal(new Case({ maxEnqueuedMessages: 0, whenQueueIsFull: "drop-oldest" }).client.send(1), "refused");
  });

  test("what is larger than the server takes is refused here, counted in bytes", async () => {
    const { client } = await new Case().open({ limits: { messageBytes: 100 } });
    assert.equal(client.send("x".repeat(60)), "written");
    assert.equal(client.send("é".repeat(60)), "refused");
  });

  test("closed for good, nothing is queued", async () => {
    const { client, socket } = await new Case().open();
    client.close();
    assert.equal(client.send(1), "refused");
    socket.ends(1000, "", { wasClean: true });
    assert.equal(client.send(1), "refused");
  });

  test("the server's pings are answered, its errors told", async () => {
    const { socket, errors } = await new Case().open();
    socket.says({ type: "ping", t: 7 });
    assert.deepEqual(socket.messages.at(-1), { type: "pong", t: 7 });
    socket.says({ type: "error", id: 1, errorId: "e-1", code: "handler_failed", temporary: true });
    assert.equal(errors[0]?.code, "handler_failed");
  });

  test("a listener that throws is shown and disturbs nobody", async () => {
    const present = await new Case().open();
    const seen: unknown[] = [];
    const shown: unknown[] = [];
    const { queueMicrotask } = globalThis;
    globalThis.queueMicrotask = (run) => {
      try {
        run();
      } catch (error) {
        shown.push(error);
      }
    };
    present.client.on("message", () => {
      throw new Error("a listener's fault");
    });
    const off = present.client.on("message", ({ data }) => seen.push(data));
    present.socket.says({ type: "msg", data: 1 });
    off();
    present.socket.says({ type: "msg", data: 2 });
    globalThis.queueMicrotask = queueMicrotask;
    assert.equal(shown.length, 2);
    assert.deepEqual(seen, [1]);
    assert.deepEqual(present.received, [1, 2]);
  });
});

describe("ends", () => {
  test("every close code and an empty reason are survived, and the code is handed on as it was", async () => {
    for (const code of [
      1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 3000, 3999,
    ]) {
      const present = await new Case().open();
      await present.world.passes(6_000);
      present.socket.ends(code);
      await settled();
      assert.equal(present.ends[0]?.close?.code, code);
      assert.equal(present.client.state.type, code === 1000 ? "stopped" : "waiting", `${code}`);
    }
  });

  test("codes 4000 to 4999 do what their range says", async () => {
    for (let code = 4000; code < 5000; code += 7) {
      const present = await new Case({ getToken: () => `t${code}` }).open();
      await present.world.passes(6_000);
      present.socket.ends(code);
      const stops = code >= 4400 && code < 4500;
      assert.equal(present.client.state.type, stops ? "stopped" : "waiting", `${code}`);
    }
  });

  test("a goodbye says more than the code: its advice and its pause are kept", async () => {
    const { client, socket, world } = await new Case().open();
    socket.says({ type: "goodbye", code: 1012, cause: "deploy-or-drain", retry: "backoff", retryAfterMs: 3200 });
    socket.ends(1012, "deploy-or-drain: The server was being stopped (SIGTERM).");
    await world.passes(3_199);
    assert.equal(client.state.type, "waiting");
    await world.passes(501);
    assert.equal(client.state.type, "connecting");
  });

  test("the cause of an end is told, with its words", async () => {
    const { socket, ends, explanations } = await new Case().open();
    socket.ends(4001, "heartbeat-missed: No answer for 10 s.");
    await settled();
    assert.equal(ends[0]?.cause, "heartbeat-missed");
    assert.equal(explanations[0]?.cause, "heartbeat-missed");
    assert.equal(explanations[0]?.summary, "No answer for 10 s.");
  });

  test("the application has the last word on coming back", async () => {
    const never = await new Case({ shouldReconnect: () => false }).open();
    never.socket.ends(1006);
    assert.equal(never.client.state.type, "stopped");
    const always = await new Case({ shouldReconnect: ({ code }) => code === 1000 || undefined }).open();
    always.socket.ends(1000);
    assert.equal(always.client.state.type, "waiting");
  });

  test("close() says bye, closes with code and reason, and is over with the answer or after 2 s", async () => {
    const { client, socket, world, ends } = await new Case().open();
    client.close(4000, "done");
    assert.deepEqual(socket.messages.at(-1), { type: "bye", reason: "done" });
    assert.deepEqual(socket.closed, { code: 4000, reason: "done" });
    assert.equal(client.state.type, "closing");
    await world.passes(2_000);
    assert.equal(client.state.type, "closed");
    assert.deepEqual([ends[0]?.endedBy, ends[0]?.reconnects], ["application", false]);
    assert.equal(world.timers, 0);
    assert.throws(() => client.close(1001), RangeError);
    assert.throws(() => client.close(1000, "é".repeat(62)), RangeError);
  });

  test("after close() it can be connected again", async () => {
    const present = await new Case().open();
    present.client.close();
    present.socket.ends(1000);
    present.client.connect();
    await present.open();
    assert.equal(present.client.state.type, "open");
    assert.equal(present.world.sockets.length, 2);
  });

  test("ten connections that died at once are named a loop", async () => {
    const present = new Case();
    for (let life = 0; life < 10; life++) {
      await present.open();
      present.socket.ends(1011, "handler-exception: It failed.");
      while (life < 9 && present.client.state.type !== "connecting") {
        await present.world.passes(100);
      }
      await settled();
    }
    assert.deepEqual(present.explanations.filter(({ summary }) => /in a row were short/.test(summary)).length, 1);
    await present.world.passes(29_000);
    assert.equal(present.client.state.type, "waiting");
  });
});

describe("silence", () => {
  test("nothing for the interval: a ping; nothing for the time of its answer: the connection is given up", async () => {
    const { client, socket, world, ends, explanations } = await new Case().open();
    await world.passes(25_000);
    assert.deepEqual(socket.messages.at(-1), { type: "ping" });
    assert.equal(client.state.type, "open");
    await world.passes(10_000);
    assert.equal(client.state.type, "waiting");
    assert.equal(ends[0]?.endedBy, "silence");
    assert.equal(explanations[0]?.cause, "heartbeat-missed");
  });

  test("a server that pings is never tested", async () => {
    const { socket, world, client } = await new Case().open();
    for (let ping = 0; ping < 20; ping++) {
      await world.passes(24_000);
      socket.says({ type: "ping", t: ping });
    }
    assert.equal(client.state.type, "open");
    assert.ok(!socket.messages.some(({ type }) => type === "ping"));
  });

  test("after a sleep the connection is tested at once", async () => {
    const { socket, world } = await new Case().open();
    await world.sleeps(20_000);
    assert.deepEqual(socket.messages.at(-1), { type: "ping" });
  });

  test("a sleep in which the monotonic clock stood still is noticed by the wall clock", async () => {
    const { socket, world } = await new Case().open();
    await world.passes(4_000);
    world.ahead += 3_600_000;
    await world.passes(1_000);
    assert.deepEqual(socket.messages.at(-1), { type: "ping" });
  });

  test("a page that comes back from hiding, freezing, or another network tests as well", async () => {
    for (const type of ["visibilitychange", "resume", "online", "change"] as const) {
      const { socket, world } = await new Case().open();
      await world.passes(2_000);
      world.happens(type);
      assert.deepEqual(socket.messages.at(-1), { type: "ping" }, type);
    }
  });
});

describe("hidden and offline", () => {
  test("no attempts while hidden; at once when visible", async () => {
    const { client, socket, world } = await new Case().open();
    world.hides();
    socket.ends();
    await world.passes(60_000);
    assert.equal(client.state.type, "paused");
    assert.equal(world.sockets.length, 1);
    world.hides(false);
    assert.equal(client.state.type, "connecting");
  });

  test("no attempts while offline; at once when online", async () => {
    const { client, socket, world } = await new Case().open();
    world.goesOffline();
    socket.ends();
    await world.passes(60_000);
    assert.equal(client.state.type, "paused");
    world.goesOffline(false);
    assert.equal(client.state.type, "connecting");
  });

  test("the first attempt is made also in a hidden page", () => {
    const { client } = new Case({}, URL, (world) => world.hides());
    assert.equal(client.state.type, "connecting");
  });
});

describe("tokens", () => {
  const jwt = (exp: number) => `e30.${Buffer.from(JSON.stringify({ exp })).toString("base64url")}.x`;

  test("one is asked for before every attempt and goes with hello", async () => {
    let n = 0;
    const present = await new Case({ getToken: async () => `t${++n}` }).open();
    assert.equal(present.socket.messages[0]?.token, "t1");
    present.socket.ends();
    await present.world.passes(500);
    await present.open();
    assert.equal(present.socket.messages[0]?.token, "t2");
  });

  test("as subprotocol when asked, in base64url, and then not in hello", async () => {
    const present = await new Case({ getToken: () => "a+/b?c", tokenIn: "subprotocol" }).open();
    assert.deepEqual(present.socket.protocols, ["holdfast.v1", `jwt.${Buffer.from("a+/b?c").toString("base64url")}`]);
    assert.equal(present.socket.messages[0]?.token, undefined);
  });

  test("null connects without one on this machine, and waits elsewhere until it is asked again", async () => {
    const local = new Case({ getToken: () => null }, "ws://127.0.0.1:8080/ws");
    await settled();
    assert.equal(local.client.state.type, "connecting");
    let token: string | null = null;
    const remote = new Case({ getToken: () => token });
    await settled();
    assert.equal(remote.client.state.type, "no-token");
    await remote.world.passes(600_000);
    assert.equal(remote.world.sockets.length, 0);
    token = "t";
    remote.client.connect();
    await settled();
    assert.equal(remote.client.state.type, "connecting");
  });

  test("a refused token is asked for anew; the same one again is not sent, so there is no loop of refusals", async () => {
    const asked: boolean[] = [];
    const present = await new Case({
      getToken: ({ refresh }) => {
        asked.push(refresh);
        return "same";
      },
    }).open();
    present.socket.ends(4401, "token-expired: It had expired.");
    await present.world.passes(1_000);
    assert.deepEqual(asked, [false, true]);
    assert.equal(present.client.state.type, "no-token");
    assert.equal(present.world.sockets.length, 1);
  });

  test("getToken that throws or never answers is a failure like others", async () => {
    const throwing = new Case({ getToken: () => Promise.reject(new Error("no")) });
    await settled();
    assert.equal(throwing.client.state.type, "waiting");
    const hanging = new Case({ getToken: () => new Promise(() => {}) });
    await hanging.world.passes(10_000);
    assert.equal(hanging.client.state.type, "waiting");
  });

  test("before its end a token is replaced inside the open connection", async () => {
    let wall = () => 1_700_000_001_000;
    const present = new Case({ getToken: () => jwt(wall() / 1000 + 600) });
    wall = present.world.wall;
    await present.open();
    const first = present.socket.messages[0]?.token;
    for (let minute = 0; minute < 9; minute++) {
      await present.world.passes(20_000);
      present.socket.says({ type: "ping" });
      await present.world.passes(20_000);
      present.socket.says({ type: "ping" });
      await present.world.passes(20_000);
      present.socket.says({ type: "ping" });
    }
    const auth = present.socket.messages.filter(({ type }) => type === "auth");
    assert.equal(auth.length, 1);
    assert.notEqual(auth[0]?.token, first);
    assert.equal(present.world.sockets.length, 1);
  });

  test("an answer of getToken that comes too late is not used", async () => {
    const answers: ((token: string) => void)[] = [];
    const present = new Case({ getToken: () => new Promise<string>((resolve) => answers.push(resolve)) });
    present.client.close();
    present.client.connect();
    answers[1]?.("new");
    await settled();
    answers[0]?.("old");
    await present.open();
    assert.equal(present.socket.messages[0]?.token, "new");
    assert.equal(present.world.sockets.length, 1);
  });
});

describe("plain servers", () => {
  test("frames are the application's, nothing is added and nothing asked", async () => {
    const { client, socket, world, received } = new Case({ protocols: ["chat.v2"] });
    client.send({ early: true });
    socket.opens("chat.v2");
    assert.equal(socket.url, URL);
    assert.equal(client.state.type, "open");
    client.send("hi");
    assert.deepEqual(socket.sent, ['{"early":true}', "hi"]);
    socket.saysRaw('{"type":"ping"}');
    assert.deepEqual(received, ['{"type":"ping"}']);
    socket.ends(1006);
    await world.passes(500);
    assert.equal(world.sockets.length, 2);
    assert.deepEqual(world.asked, []);
    assert.equal(client.lastReport?.close?.code, 1006);
  });

  test("where both were offered, what waited goes as the selected one has it", async () => {
    const { client, socket } = new Case({ protocols: ["holdfast.v1", "chat.v2"] });
    client.send("hi");
    socket.opens("chat.v2");
    assert.deepEqual(socket.sent, ["hi"]);
  });

  test("a token goes as first message", async () => {
    const present = new Case({ protocols: [], getToken: () => "t" });
    await settled();
    present.client.send("hi");
    present.socket.opens("");
    assert.deepEqual(present.socket.sent, ['{"type":"auth","token":"t"}', "hi"]);
  });

  test("a heartbeat of the application's keeps watch", async () => {
    const { socket, world, client } = new Case({ protocols: "chat.v2", heartbeatMessage: '{"type":"ping"}' });
    socket.opens("chat.v2");
    await world.passes(25_000);
    assert.deepEqual(socket.sent, ['{"type":"ping"}']);
    socket.saysRaw('{"type":"pong"}');
    await world.passes(24_999);
    assert.equal(client.state.type, "open");
    await world.passes(10_001);
    assert.equal(client.state.type, "waiting");
  });
});
