import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type End, HoldfastClient } from "../src/index.js";
import { closeFrame, RawServer } from "./raw-server.js";

/** The ends of the first connections, one for each thing that the server does. */
async function ends(server: RawServer, count: number): Promise<End[]> {
  const client = new HoldfastClient(server.url, {
    protocols: "chat.v2",
    minReconnectDelay: 1,
    maxReconnectDelay: 1,
    minUptime: 0,
    shouldReconnect: () => true,
  });
  const seen: End[] = [];
  await new Promise<void>((resolve) =>
    client.on("close", (end) => {
      if (seen.push(end) === count) {
        resolve();
      }
    }),
  );
  client.close();
  server.stop();
  return seen;
}

describe("the runtime's own WebSocket, and a server that says anything", { timeout: 60_000 }, () => {
  test("every close code that may be on the wire, with and without a reason, is survived and handed on", async () => {
    const codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
    // Those that ask for another credential stop a client that has none to ask for.
    for (let code = 3000; code < 5000; code += code === 4180 ? 120 : 20) {
      codes.push(code);
    }
    const reason = "ü".repeat(61);
    const server = await RawServer.start((socket, nth) => socket.end(closeFrame(codes[nth], nth % 2 ? reason : "")));
    const seen = await ends(server, codes.length);
    assert.deepEqual(
      seen.map(({ close }) => [close?.code, close?.reason]),
      codes.map((code, nth) => [code, nth % 2 ? reason : ""]),
    );
    assert.ok(seen.every(({ opened, endedBy, reconnects }) => opened && endedBy === "remote" && reconnects));
  });

  test("an empty close frame is 1005, TCP cut off is 1006, and a code that may not be sent ends it too", async () => {
    const server = await RawServer.start((socket, nth) => {
      if (nth === 0) {
        socket.end(closeFrame());
      } else if (nth === 1) {
        socket.end();
      } else if (nth === 2) {
        socket.resetAndDestroy();
      } else {
        socket.end(closeFrame(1006));
      }
    });
    const seen = await ends(server, 4);
    assert.deepEqual(
      seen.slice(0, 3).map(({ close }) => close?.code),
      [1005, 1006, 1006],
    );
    assert.ok(seen[3]?.reconnects);
  });

  test("a server that selects none of the subprotocols is one that never opens", async () => {
    const server = await RawServer.start(() => {}, false);
    const [end] = await ends(server, 1);
    assert.equal(end?.opened, false);
  });
});
