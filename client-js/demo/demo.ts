// The page of `holdfast dev`: one connection that stays, and buttons that break others for real. What this browser saw and
// what the server knows of an end are shown side by side. Everything that came from elsewhere is set as text.

import { type End, type Explanation, HoldfastClient, type Options } from "../src/index.js";

const ECHO = `ws://${location.host}/ws`;
const DEMO = `ws://${location.host}/demo`;

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`the page has no #${id}`);
  }
  return found as T;
}

function made<K extends keyof HTMLElementTagNameMap>(tag: K, text = "", className = ""): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.textContent = text;
  node.className = className;
  return node;
}

function millis(time: number | undefined): string {
  return time === undefined ? "–" : time < 1000 ? `${Math.round(time)} ms` : `${(time / 1000).toFixed(1)} s`;
}

// ---- the connection that stays

const state = element<HTMLOutputElement>("state");
const toggle = element<HTMLButtonElement>("connect");
let sent = 0;
let received = 0;
let sentAt: number | undefined;
let openedAt: number | undefined;

const client = new HoldfastClient(ECHO, { name: "demo" });
client.on("state", ({ type }) => {
  state.textContent = type;
  state.dataset.state = type;
  openedAt = type === "open" ? (openedAt ?? performance.now()) : undefined;
  toggle.textContent = type === "closed" || type === "stopped" ? "Connect" : "Disconnect";
});
client.on("message", () => {
  element("received").textContent = String(++received);
  element("round-trip").textContent = sentAt === undefined ? "–" : `${(performance.now() - sentAt).toFixed(1)} ms`;
});
watch(client, "Your connection");

element<HTMLFormElement>("send").addEventListener("submit", (event) => {
  event.preventDefault();
  sentAt = performance.now();
  if (client.send(element<HTMLInputElement>("text").value) !== "refused") {
    element("sent").textContent = String(++sent);
  }
});
toggle.addEventListener("click", () => {
  if (client.state.type === "closed" || client.state.type === "stopped") {
    client.connect();
  } else {
    client.close();
  }
});
setInterval(() => {
  element("open-for").textContent = openedAt === undefined ? "–" : millis(performance.now() - openedAt);
}, 500);

// ---- what ended, from both ends

let shown = 0;

/** Shows the end of a client's connection as soon as both ends have told. */
function watch(watched: HoldfastClient, name: string): void {
  const turns = new Map<string, number>();
  watched.on("close", (end) => {
    turns.set(end.attempt, ++shown);
    element("which").textContent = `${name}, attempt ${end.attempt.slice(0, 8)}`;
    element("verdict").hidden = true;
    showSeen(end, watched);
    facts("known", [["", "Asking the server …"]]);
    void known(watched, end, () => turns.get(end.attempt) === shown);
  });
}

function showSeen(end: End, watched: HoldfastClient): void {
  const report = watched.lastReport?.attempt === end.attempt ? watched.lastReport : undefined;
  facts("seen", [
    ["open event", end.opened ? "yes" : "never"],
    ["error event", end.close?.error ? "yes, without a word" : "no"],
    ["close event", end.close ? `${end.close.code}${end.close.clean ? ", clean" : ", not clean"}` : "none"],
    ["reason", end.close?.reason || "empty"],
    ["ended by", end.endedBy],
    ["was open for", millis(report?.openMs)],
    ["last message", report?.lastReceivedMs === undefined ? "none" : `${millis(report.lastReceivedMs)} before`],
    ["page", report?.hidden ? "hidden" : "visible"],
    ["connections made", report ? String(report.created) : "–"],
    ["comes back", end.reconnects ? "yes" : "no"],
  ]);
}

/** The server's explanation; asked again for a while, because a report of this side may still change it. */
async function known(watched: HoldfastClient, end: End, current: () => boolean): Promise<void> {
  const address = `/why/${encodeURIComponent(end.attempt)}`;
  for (let tries = 0; tries < 12 && current(); tries++) {
    await new Promise((done) => setTimeout(done, tries === 0 ? 150 : 500));
    const answer = await fetch(address, { cache: "no-store" }).catch(() => undefined);
    if (answer?.ok && current()) {
      const { explanation, joined, connection_id: id } = await answer.json();
      showKnown({ ...explanation, source: "server" }, id, joined === true);
      if (joined) {
        return;
      }
    }
  }
  const own = watched.explanation;
  if (current() && element("verdict").hidden && own?.attempt === end.attempt) {
    showKnown(own, undefined, false);
  }
}

function showKnown(explanation: Explanation, id: string | undefined, joined: boolean): void {
  const verdict = element("verdict");
  verdict.textContent = explanation.summary;
  verdict.hidden = false;
  const evidence = made("ul");
  evidence.append(...explanation.evidence.map((each) => made("li", each)));
  facts("known", [
    ["cause", made("span", explanation.cause, "cause")],
    ["confidence", explanation.confidence],
    ["began with", explanation.initiator ?? "–"],
    ["expected", explanation.expected ? "yes" : "no"],
    ["evidence", evidence],
    ["fix", explanation.fix ?? "–"],
    ["page", made("code", explanation.doc ?? "–")],
    ["in the log as", made("code", id ?? "nothing: it never arrived")],
    ["joined", joined ? "with what this browser reported" : "not yet with a report of this browser"],
  ]);
}

function facts(list: string, rows: readonly (readonly [string, string | HTMLElement])[]): void {
  const nodes = rows.flatMap(([name, value]) => {
    const dd = made("dd");
    dd.append(value);
    return name ? [made("dt", name), dd] : [dd];
  });
  element(list).replaceChildren(...nodes);
}

// ---- breaking

/** A second client beside the one that stays; it lives for one scenario. */
function other(name: string, options: Options = {}, url = DEMO): HoldfastClient {
  const broken = new HoldfastClient(url, { name: "demo", maxRetries: 1, shouldReconnect: () => false, ...options });
  watch(broken, name);
  return broken;
}

/** Once it is open. */
function opened(broken: HoldfastClient, then: () => void): void {
  let done = false;
  broken.on("state", ({ type }) => {
    if (type === "open" && !done) {
      done = true;
      then();
    }
  });
}

interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly seconds?: number;
  run(name: string): void;
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: "Only a token offered",
    about: "the incident that Holdfast comes from",
    run: (name) => void other(name, { protocols: ["jwt.abc"], attemptId: true, whyUrl: "/why/" }),
  },
  {
    name: "Wrong subprotocol",
    about: "one that nobody speaks here",
    run: (name) => void other(name, { protocols: ["soap"], attemptId: true, whyUrl: "/why/" }),
  },
  {
    name: "Message too big",
    about: "100 KiB, where 64 KiB are allowed",
    run: (name) => {
      // On a connection without the protocol, since the client would refuse to send it otherwise.
      const broken = other(name, { protocols: ["jwt-auth"], attemptId: true, whyUrl: "/why/" });
      opened(broken, () => broken.send("x".repeat(100 * 1024)));
    },
  },
  {
    name: "Server kills TCP",
    about: "a reset, without a close frame",
    run: (name) => {
      const broken = other(name);
      opened(broken, () => broken.send("break: kill TCP"));
    },
  },
  {
    name: "Handler throws",
    about: "five times in a row, with growing pauses",
    run: (name) => {
      const broken = other(name);
      opened(broken, () => {
        for (let i = 0; i < 5; i++) {
          broken.send("break: throw");
        }
      });
    },
  },
  {
    name: "Application closes",
    about: "with a code and a reason of its own",
    run: (name) => {
      const broken = other(name);
      opened(broken, () => broken.send("break: close"));
    },
  },
  {
    name: "Silence",
    about: "this side answers no heartbeat: half a minute",
    seconds: 40,
    run: (name) => silence(name),
  },
  {
    name: "Double mount",
    about: "closed before it was open, as React does",
    run: (name) => {
      other(name).close();
      setTimeout(() => other(`${name}, the second`).close(), 400);
    },
  },
  {
    name: "Refresh loop",
    about: "twenty connections, closed as soon as they are open",
    seconds: 6,
    run: (name) => {
      let left = 20;
      const again = () => {
        const broken = other(`${name}, number ${21 - left}`);
        opened(broken, () => {
          broken.close();
          if (--left > 0) {
            setTimeout(again, 150);
          }
        });
      };
      again();
    },
  },
];

/** A plain socket that speaks `holdfast.v1` and never answers: what a blocked program looks like. */
function silence(name: string): void {
  const attempt = crypto.randomUUID();
  const socket = new WebSocket(`${DEMO}?attempt=${attempt}`, ["holdfast.v1"]);
  const begun = performance.now();
  let open: number | undefined;
  let error = false;
  socket.onopen = () => {
    open = performance.now();
    socket.send('{"type":"hello"}');
  };
  socket.onerror = () => {
    error = true;
  };
  socket.onclose = ({ code, reason, wasClean }) => {
    const turn = ++shown;
    element("which").textContent = `${name}, attempt ${attempt.slice(0, 8)}`;
    element("verdict").hidden = true;
    facts("seen", [
      ["open event", open === undefined ? "never" : "yes"],
      ["error event", error ? "yes, without a word" : "no"],
      ["close event", `${code}${wasClean ? ", clean" : ", not clean"}`],
      ["reason", reason || "empty"],
      ["was open for", millis(performance.now() - (open ?? begun))],
    ]);
    const end = { attempt } as End;
    void known(client, end, () => turn === shown);
  };
}

const scenarios = element("scenarios");
for (const scenario of SCENARIOS) {
  const button = made("button");
  button.type = "button";
  button.append(made("strong", scenario.name), made("span", scenario.about));
  button.addEventListener("click", () => {
    button.disabled = true;
    setTimeout(
      () => {
        button.disabled = false;
      },
      (scenario.seconds ?? 1) * 1000,
    );
    scenario.run(scenario.name);
  });
  scenarios.append(button);
}

element("missing").remove();
for (const id of ["connection", "breaking", "why"]) {
  element(id).hidden = false;
}
