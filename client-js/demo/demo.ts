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

// ---- tokens

/** Whether the server has tokens to give away: not where its operator has configured a key. */
const givesTokens = (await fetch("/demo/token")).ok;

async function tokenFrom(path: string): Promise<string> {
  return (await fetch(path, { cache: "no-store" })).text();
}

/** One that was good until somebody put another name into it; made up where there is no good one. */
async function badToken(): Promise<string> {
  const encoded = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const good = givesTokens ? await tokenFrom("/demo/token") : `${encoded({ alg: "HS256" })}..${"A".repeat(43)}`;
  const [head, , signature] = good.split(".");
  const now = Math.floor(Date.now() / 1000);
  return `${head}.${encoded({ sub: "somebody else", iat: now, exp: now + 300 })}.${signature}`;
}

// ---- the connection that stays

const state = element<HTMLOutputElement>("state");
const toggle = element<HTMLButtonElement>("connect");
let sent = 0;
let received = 0;
let sentAt: number | undefined;
let openedAt: number | undefined;

let signedIn = false;

const client = new HoldfastClient(ECHO, {
  name: "demo",
  getToken: () => (signedIn ? tokenFrom("/demo/token") : null),
});
client.on("state", ({ type }) => {
  state.textContent = type;
  state.dataset.state = type;
  openedAt = type === "open" ? (openedAt ?? performance.now()) : undefined;
  toggle.textContent = type === "closed" || type === "stopped" ? "Connect" : "Disconnect";
  if (type === "open") {
    element("user").textContent = client.user ?? "–";
  }
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
const sign = element<HTMLButtonElement>("sign");
sign.hidden = !givesTokens;
sign.addEventListener("click", () => {
  signedIn = !signedIn;
  sign.textContent = signedIn ? "Without a token" : "With a token";
  client.close();
  client.connect();
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

/** Where every end stands; unknown until the server has said. */
let dashboard: string | undefined;

async function findDashboard(): Promise<void> {
  const answer = await fetch("/demo/dashboard", { cache: "no-store" }).catch(() => undefined);
  if (answer?.ok) {
    dashboard = await answer.text();
    element("dashboard").replaceChildren(led("The dashboard shows every connection and every end", dashboard));
    element("dashboard").hidden = false;
  }
}

function led(text: string, href: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.textContent = text;
  link.href = href;
  return link;
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
    ...(id !== undefined && dashboard !== undefined
      ? ([["on the dashboard", led("its life, drawn", `${dashboard}#/ends/${id}`)]] as const)
      : []),
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

/** Answers no heartbeat: what a program looks like that is blocked or hangs. */
class MuteWebSocket extends WebSocket {
  override send(data: Parameters<WebSocket["send"]>[0]): void {
    if (typeof data !== "string" || !data.startsWith('{"type":"pong"')) {
      super.send(data);
    }
  }
}

interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly seconds?: number;
  readonly hidden?: boolean;
  run(name: string): void;
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: "Bad token",
    about: givesTokens ? "somebody changed the name in it" : "signed by nobody",
    run: (name) => void other(name, { getToken: badToken }),
  },
  {
    name: "Expired token",
    about: "good until five minutes ago",
    hidden: !givesTokens,
    run: (name) => void other(name, { getToken: () => tokenFrom("/demo/token/expired") }),
  },
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
    about: "this page answers no heartbeat: half a minute",
    seconds: 40,
    run: (name) => void other(name, { WebSocket: MuteWebSocket }),
  },
  {
    name: "Double mount",
    about: "closed before it was open, as React does",
    run: (name) => {
      other(name).close();
      const second = new HoldfastClient(DEMO, { name: "demo" });
      setTimeout(() => second.close(), 3000);
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

const scenarios = element("scenarios");
for (const scenario of SCENARIOS.filter(({ hidden }) => !hidden)) {
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
void findDashboard();
for (const id of ["connection", "breaking", "why"]) {
  element(id).hidden = false;
}
