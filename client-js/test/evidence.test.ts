import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Explanation, HoldfastClient, type Options } from "../src/index.js";
import { FakeWorld, settled } from "./fake-world.js";

const URL = "wss://chat.example.com/ws";
const BOUND = 2048;

class Case {
  readonly world = new FakeWorld();
  readonly explanations: Explanation[] = [];
  readonly client: HoldfastClient;

  constructor(options: Options = {}, url = URL, prepare?: (world: FakeWorld) => void) {
    prepare?.(this.world);
    this.client = new HoldfastClient(url, { world: this.world, startClosed: true, ...options });
    this.client.on("explanation", (explanation) => this.explanations.push(explanation));
    this.client.connect();
  }

  get socket() {
    return this.world.socket;
  }

  get report() {
    assert.ok(this.client.lastReport);
    return this.client.lastReport;
  }

  async open(): Promise<this> {
    this.socket.opens();
    this.socket.welcomes();
    await settled();
    return this;
  }

  async comesBack(): Promise<Record<string, unknown>> {
    const before = this.world.sockets.length;
    while (this.world.sockets.length === before) {
      await this.world.passes(100);
    }
    this.socket.opens();
    return this.socket.messages[0]?.prev as Record<string, unknown>;
  }
}

describe("the report", () => {
  test("goes with the next hello: the attempt, what the socket told, how long and how late", async () => {
    const present = await new Case().open();
    const attempt = present.socket.messages[0]?.attempt;
    await present.world.passes(3_000);
    present.socket.says({ type: "msg", data: 1 });
    present.client.send("x");
    await present.world.passes(4_000);
    present.socket.ends(1006, "", { error: true });
    const prev = await present.comesBack();
    assert.equal(prev.attempt, attempt);
    assert.deepEqual(prev.close, { code: 1006, clean: false, reason: "", error: true });
    assert.deepEqual(
      ["opened", "openMs", "endedBy", "lastReceivedMs", "lastSentMs", "tries", "online", "network"].map(
        (key) => prev[key],
      ),
      [true, 7_000, "remote", 4_000, 4_000, 0, true, "wifi"],
    );
    assert.ok((prev.ageMs as number) >= 0);
    assert.ok(JSON.stringify(prev).length < BOUND);
  });

  test("is given once, and an open connection is reported rather than the failures after it", async () => {
    const present = await new Case().open();
    const attempt = present.socket.messages[0]?.attempt;
    await present.world.passes(6_000);
    present.socket.ends();
    for (let failure = 0; failure < 3; failure++) {
      const before = present.world.sockets.length;
      while (present.world.sockets.length === before) {
        await present.world.passes(100);
      }
      present.socket.ends(1006, "", { error: true });
    }
    assert.equal((await present.comesBack()).attempt, attempt);
    present.socket.welcomes();
    await settled();
    present.client.close();
    present.socket.ends(1000);
    present.client.connect();
    present.socket.opens();
    assert.equal((present.socket.messages[0]?.prev as { endedBy: string } | undefined)?.endedBy, undefined);
  });

  test("stays below its bound whatever the strings are", async () => {
    const present = await new Case().open();
    present.socket.ends(4000, "é".repeat(61), { error: true });
    const prev = await present.comesBack();
    assert.ok(Buffer.byteLength(JSON.stringify(prev)) < BOUND);
  });

  test("knows freeze and resume, hiding, offline and changes of network", async () => {
    const present = await new Case().open();
    const { world } = present;
    world.hides();
    await world.passes(1_000);
    world.happens("freeze");
    await world.passes(4_000);
    world.happens("resume");
    world.goesOffline();
    await world.passes(500);
    world.goesOffline(false);
    world.happens("change");
    await world.passes(500);
    present.socket.ends();
    const { frozenMs, hidden, hiddenMs, offlineMs, networkChanges } = present.report;
    assert.deepEqual([frozenMs, hidden, hiddenMs, offlineMs, networkChanges], [4_000, true, 6_000, 500, 1]);
  });

  test("knows that nothing ran for a while, and that a clock jumped", async () => {
    const late = await new Case().open();
    await late.world.sleeps(18_000);
    late.socket.ends();
    assert.deepEqual([late.report.lateMs, late.report.lateHidden], [13_000, false]);
    const asleep = await new Case().open();
    asleep.world.ahead += 3_600_000;
    await asleep.world.passes(5_000);
    asleep.socket.ends();
    assert.equal(asleep.report.clockJumpMs, 3_600_000);
  });

  test("does not report what the connection lived through", async () => {
    const present = await new Case().open();
    const { world } = present;
    await world.sleeps(18_000);
    world.ahead += 3_600_000;
    await world.passes(5_000);
    world.happens("freeze");
    await world.passes(4_000);
    world.happens("resume");
    world.goesOffline();
    await world.passes(500);
    world.goesOffline(false);
    world.happens("change");
    await world.passes(6_000);
    present.socket.says({ type: "msg", data: 1 });
    present.socket.ends();
    const { frozenMs, offlineMs, networkChanges, lateMs, lateHidden, clockJumpMs } = present.report;
    assert.deepEqual([frozenMs, offlineMs, networkChanges, lateMs, lateHidden, clockJumpMs], [0, 0, 0, 0, false, 0]);
    const both = await new Case().open();
    await both.world.sleeps(18_000);
    await both.world.passes(6_000);
    both.socket.says({ type: "msg", data: 1 });
    await both.world.sleeps(9_000);
    both.socket.ends();
    assert.equal(both.report.lateMs, 5_000);
  });

  test("knows how late the server's ping came", async () => {
    const present = await new Case().open();
    await present.world.passes(24_000);
    present.socket.says({ type: "ping" });
    present.socket.ends();
    assert.equal(present.report.pingLateMs, 0);
    const late = await new Case().open();
    await late.world.passes(31_000);
    late.socket.says({ type: "ping" });
    late.socket.ends();
    assert.equal(late.report.pingLateMs, 6_000);
  });

  test("knows who closed: a hash of the call's place, equal for equal places", async () => {
    const stacks: (string | undefined)[] = [];
    for (let n = 0; n < 2; n++) {
      const present = await new Case().open();
      present.client.close();
      present.socket.ends(1000);
      stacks.push(present.report.stack);
      assert.equal(present.report.endedBy, "application");
    }
    assert.match(stacks[0] ?? "", /^[0-9a-f]{8}$/);
    assert.equal(stacks[0], stacks[1]);
  });

  test("counts the connections of the page", async () => {
    const url = "wss://crowd.example.com/ws";
    const first = await new Case({}, url).open();
    const second = await new Case({}, url).open();
    second.socket.ends();
    first.socket.ends();
    assert.deepEqual([second.report.instances, second.report.created], [2, 2]);
    assert.deepEqual([first.report.instances, first.report.created], [1, 1]);
    const third = await new Case({}, url).open();
    third.socket.ends(1000);
    assert.equal(third.report.created, 1, "the two before were ended by the server");
    assert.equal(first.report.tab, second.report.tab);
  });

  test("goes by POST when no hello will carry it, and never for a close that is of no interest", async () => {
    const mounted = new Case();
    mounted.client.close();
    await settled();
    const [post] = mounted.world.posts;
    assert.equal(post?.url, `https://chat.example.com/why/${mounted.report.attempt}`);
    assert.deepEqual([post?.body.endedBy, post?.body.opened], ["application", false]);

    const worked = await new Case().open();
    await worked.world.passes(10_000);
    worked.client.close();
    worked.socket.ends(1000);
    assert.deepEqual(worked.world.posts, []);

    const left = await new Case().open();
    left.socket.ends();
    left.world.happens("pagehide", { persisted: false });
    assert.equal(left.world.posts.length, 1);
    left.world.happens("pagehide", { persisted: false });
    assert.equal(left.world.posts.length, 1);
  });

  test("never leaves for a server that has not Holdfast's address", async () => {
    const present = new Case({ protocols: ["chat.v2"] });
    present.client.close();
    assert.deepEqual(present.world.posts, []);
    const named = new Case({ protocols: ["chat.v2"], whyUrl: "https://gate.example/why/" });
    named.client.close();
    assert.match(named.world.posts[0]?.url ?? "", /^https:\/\/gate\.example\/why\/0+/);
  });

  test("leaves no listener and no timer behind", async () => {
    const present = await new Case().open();
    present.client.close();
    present.socket.ends(1000);
    await settled();
    assert.equal(present.world.timers, 0);
    assert.equal(present.world.listeners, 0);
  });
});

describe("why an attempt failed", () => {
  const fails = async (present: Case) => {
    present.socket.ends(1006, "", { error: true });
    await settled();
    await present.world.passes(600);
    await settled();
    const [explanation] = present.explanations;
    assert.ok(explanation);
    return explanation;
  };

  test("the server's explanation is handed on, and its advice followed", async () => {
    const present = new Case();
    present.world.answer = () => ({
      status: 200,
      body: {
        explanation: { cause: "subprotocol-not-supported", confidence: "PROVEN", summary: "s", evidence: [], fix: "f" },
        retry: "no",
      },
    });
    const { cause, source, fix } = await fails(present);
    assert.deepEqual([cause, source, fix], ["subprotocol-not-supported", "server", "f"]);
    assert.equal(present.client.state.type, "stopped");
  });

  test("an explanation that comes a moment later is waited for", async () => {
    const present = new Case();
    let asked = 0;
    present.world.answer = () =>
      ++asked === 1
        ? { status: 404, body: {} }
        : { status: 200, body: { explanation: { cause: "token-malformed", summary: "", evidence: [] }, retry: "no" } };
    assert.equal((await fails(present)).cause, "token-malformed");
  });

  test("a server that knows nothing of it: no such handshake reached it", async () => {
    const present = new Case();
    present.world.answer = () => ({ status: 404, body: {} });
    const { cause, summary, ruledOut, possible } = await fails(present);
    assert.equal(cause, "unexplained");
    assert.match(summary, /No such handshake reached the server/);
    assert.ok(ruledOut?.includes("tls-cert-untrusted") && possible?.includes("waf-or-bot-block"));
  });

  test("a server that answers and does not let the page read: the origin", async () => {
    const present = new Case();
    present.world.answer = (_, init) => (init.mode === "no-cors" ? { status: 0, body: "" } : undefined);
    const { cause, fix } = await fails(present);
    assert.equal(cause, "origin-not-allowed");
    assert.match(fix ?? "", /http:\/\/app\.example\.com/);
  });

  test("nothing answers: refused, or whatever else the page can't rule out", async () => {
    const { cause, possible } = await fails(new Case());
    assert.equal(cause, "connect-refused-or-ipv6-localhost");
    assert.ok(possible?.includes("tls-cert-untrusted"));
  });

  test("a page that is not local and a server that is: the browser's local network rule", async () => {
    assert.equal((await fails(new Case({}, "ws://192.168.1.20/ws"))).cause, "chrome-local-network-access");
    const local = new Case({}, "ws://192.168.1.20/ws", (world) => {
      world.address = "http://192.168.1.4/";
    });
    assert.equal((await fails(local)).cause, "connect-refused-or-ipv6-localhost");
  });

  test("mixed content is seen without asking, also where the constructor throws", async () => {
    const present = new Case({}, "ws://chat.example.com/ws", (world) => {
      world.address = "https://app.example.com/";
      world.forbidden = "SecurityError";
    });
    await settled();
    const [explanation] = present.explanations;
    assert.deepEqual([explanation?.cause, explanation?.confidence], ["mixed-content", "PROVEN"]);
    assert.deepEqual(present.world.asked, []);
    assert.deepEqual([present.report.endedBy, present.report.thrown], ["blocked", "SecurityError"]);
  });

  test("a content security policy, told before or after the end", async () => {
    for (const when of ["before", "after"]) {
      const present = new Case();
      const violates = () => present.world.happens("securitypolicyviolation", { blockedURI: "wss://chat.example.com" });
      if (when === "before") {
        violates();
      }
      present.socket.ends(1006, "", { error: true });
      violates();
      await settled();
      assert.equal(present.explanations[0]?.cause, "csp-connect-src");
    }
  });

  test("offline", async () => {
    const present = new Case();
    present.world.goesOffline();
    assert.equal((await fails(present)).cause, "network-change-or-vpn");
  });

  test("more connections than a browser gives a page", async () => {
    const url = "wss://many.example.com/ws";
    const all = Array.from({ length: 200 }, () => new Case({}, url));
    const last = all.at(-1) as Case;
    assert.equal((await fails(last)).cause, "browser-connection-limit");
  });

  test("while a server is down it is asked about the first failures and then now and then", async () => {
    const present = new Case();
    for (let failure = 0; failure < 17; failure++) {
      present.socket.ends(1006, "", { error: true });
      const before = present.world.sockets.length;
      while (present.world.sockets.length === before) {
        await present.world.passes(1_000);
      }
    }
    // Twice each: to read, and whether anything answers at all.
    assert.equal(present.world.asked.length, 2 * 4);
  });
});

describe("why a connection ended", () => {
  test("a page that was put away and whose socket the browser ended", async () => {
    const present = await new Case().open();
    present.world.happens("pagehide", { persisted: true });
    present.world.happens("pageshow", { persisted: true });
    present.socket.ends(1006, "", { error: true });
    await settled();
    assert.deepEqual([present.report.endedBy, present.explanations[0]?.cause], ["page", "bfcache"]);
  });

  test("a page that came back with its connection and lost it later, after something was heard", async () => {
    const present = await new Case().open();
    present.world.happens("pagehide", { persisted: true });
    await present.world.sleeps(2_000);
    present.world.happens("pageshow", { persisted: true });
    await present.world.passes(1_000);
    present.socket.says({ type: "ping", t: 1 });
    await present.world.passes(1_000);
    present.socket.ends(1006, "", { error: true });
    await settled();
    assert.deepEqual([present.report.endedBy, present.report.bfcache], ["remote", false]);
    assert.equal(present.explanations[0]?.cause, "unexplained");
  });

  test("a page that came back and lost its connection long after, when nothing had been heard", async () => {
    const present = await new Case({ protocols: ["chat"] }).open();
    present.world.happens("pagehide", { persisted: true });
    await present.world.sleeps(2_000);
    present.world.happens("pageshow", { persisted: true });
    await present.world.sleeps(5_000);
    present.socket.ends(1006, "", { error: true });
    await settled();
    assert.equal(present.report.bfcache, false);
  });

  test("a page that is put away once more", async () => {
    const present = await new Case().open();
    for (let time = 0; time < 2; time++) {
      present.world.happens("pagehide", { persisted: true });
      await present.world.sleeps(2_000);
      present.world.happens("pageshow", { persisted: true });
      present.socket.says({ type: "ping", t: 1 });
    }
    present.world.happens("pagehide", { persisted: true });
    await present.world.sleeps(600_000);
    present.socket.ends(1006, "", { error: true });
    await settled();
    assert.deepEqual([present.report.endedBy, present.report.bfcache], ["page", true]);
  });

  test("what could not be decided says what was seen", async () => {
    const present = await new Case().open();
    present.socket.ends(1006);
    await settled();
    const [explanation] = present.explanations;
    assert.equal(explanation?.cause, "unexplained");
    assert.ok(explanation?.evidence.includes('close 1006 "", not clean, no error event'));
  });
});
