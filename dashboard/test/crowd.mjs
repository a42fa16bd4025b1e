// Clients by the thousand, in a process of their own: `crowd.mjs URL IDLE ENDS_A_SECOND`. Idle ones that answer pings,
// and others that come and end in several ways. Bare sockets, so that the crowd takes little of the machine it is
// measured on. Says "open" to its parent when all idle ones are.
import { connect } from "node:net";

const [, , address, idle, rate] = process.argv;
const { hostname, port, pathname } = new URL(address);
const OPENING_AT_ONCE = 100;

/** From these, so that the ends are of more than one client. */
const SOURCES = 40;

const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** A masked frame; the mask that changes nothing will do for what is no secret. */
function frame(opcode, payload = Buffer.alloc(0)) {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

function code(number) {
  return Buffer.from([number >> 8, number & 0xff]);
}

/** A connection; `then` is called when it is open. It answers pings, and goes when the server does. */
function client(source, then, { path = pathname, version = "13" } = {}) {
  const socket = connect({ host: hostname, port: Number(port), localAddress: `127.0.0.${1 + source}` });
  let rest = Buffer.alloc(0);
  let opened = false;
  socket.setNoDelay(true);
  socket.on("connect", () =>
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUser-Agent: crowd-${source % 5}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: ${version}\r\n\r\n`,
    ),
  );
  socket.on("error", () => {}); // its close follows
  socket.on("end", () => socket.end());
  socket.on("data", (data) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    if (!opened) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) {
        return;
      }
      if (!rest.subarray(0, 12).toString("latin1").endsWith("101")) {
        socket.end();
        return;
      }
      opened = true;
      rest = rest.subarray(end + 4);
      then(socket);
    }
    // The server of this measurement sends control frames only, so each has a short length.
    while (rest.length >= 2 && rest.length >= 2 + (rest[1] & 0x7f)) {
      const payload = rest.subarray(2, 2 + (rest[1] & 0x7f));
      if ((rest[0] & 0x0f) === PING) {
        socket.write(frame(PONG, payload));
      }
      rest = rest.subarray(2 + payload.length);
    }
  });
  return socket;
}

/** How lives end here, of a hundred. */
const WAYS = [
  [60, (socket) => socket.write(frame(CLOSE, code(1000)))],
  [15, (socket) => socket.write(frame(CLOSE, code(1001)))],
  [10, (socket) => socket.write(frame(CLOSE))],
  [7, (socket) => socket.end()],
  [5, (socket) => socket.resetAndDestroy()],
];

function live(number) {
  let chance = (number * 37) % 100;
  const way = WAYS.find(([share]) => (chance -= share) < 0)?.[1];
  const source = number % SOURCES;
  if (way === undefined) {
    client(source, () => {}, { version: "12" }); // refused
  } else {
    client(source, (socket) => setTimeout(() => way(socket), 20 + (number % 400)));
  }
}

let waiting = Number(idle);
let open = 0;
let lost = 0;

function more() {
  if (waiting > 0) {
    waiting--;
    const socket = client(0, () => {
      open++;
      if (open === Number(idle)) {
        process.send?.("open");
        churn();
      }
      more();
    });
    socket.on("close", () => {
      lost++;
      console.error(`crowd: an idle connection was lost, the ${lost}. of ${idle}`);
    });
  }
}

function churn() {
  const began = performance.now();
  let started = 0;
  setInterval(() => {
    for (const due = ((performance.now() - began) / 1000) * Number(rate); started < due; started++) {
      live(started);
    }
  }, 10);
}

for (let i = 0; i < OPENING_AT_ONCE; i++) {
  more();
}
process.on("disconnect", () => process.exit(0));
