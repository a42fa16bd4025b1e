import { isLoopback } from "../address.js";
import { adviceOf } from "../advice.js";
import type { Retry } from "../machine.js";
import type { Reach, World } from "../world.js";
import type { Report } from "./report.js";

/** Why a connection ended or did not open, in the words of the server (its API, its log) or of this client. */
export interface Explanation {
  /** Id of the cause: docs/causes/ has a page for each. */
  readonly cause: string;
  readonly confidence: "PROVEN" | "LIKELY" | "POSSIBLE";
  readonly initiator?: string;
  readonly expected?: boolean;
  readonly summary: string;
  readonly evidence: readonly string[];
  readonly fix?: string;
  readonly doc?: string;
  /** Who found it. */
  readonly source: "server" | "client";
  readonly attempt: string;
  /** Where nothing could be decided: what it may still be, and what this page could rule out. */
  readonly possible?: readonly string[];
  readonly ruledOut?: readonly string[];
}

/** What the server says of an attempt, or what asking it showed. */
export type Answer =
  | { readonly type: "explained"; readonly explanation: Explanation; readonly retry: Retry | undefined }
  /** `unknown`: it answers and knows nothing of the attempt; `unreadable`: something answers and this page may not read. */
  | { readonly type: "unknown" | "unreadable" | "silent" };

/** Asks `/why/{attempt}`; twice, since a refused handshake may be explained a moment after it was refused. */
export async function ask(world: World, reach: Reach, address: string, attempt: string): Promise<Answer> {
  const init: RequestInit = { cache: "no-store", credentials: "omit" };
  try {
    for (let again = true; ; again = false) {
      const answer = await reach.fetch(address, init);
      if (answer.status === 200) {
        const { explanation, retry = credential(explanation.cause) } = JSON.parse(await answer.text());
        return { type: "explained", explanation: { ...explanation, source: "server", attempt }, retry };
      }
      if (!again) {
        return { type: "unknown" };
      }
      await new Promise<void>((done) => world.after(500, done));
    }
  } catch {
    try {
      await reach.fetch(address, { ...init, mode: "no-cors" });
      return { type: "unreadable" };
    } catch {
      return { type: "silent" };
    }
  }
}

/** What a refusal means for the token, from a server that does not say. */
function credential(cause: string): Retry | undefined {
  const advice = adviceOf(4401, `${cause}:`);
  return advice === "after_auth" ? advice : undefined;
}

const PRIVATE =
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[(::1|f[cd]|fe80))|\.(local|localhost)$/;

/** What the page itself can tell of an attempt that did not open, without asking anybody. */
export function seenHere(world: World, url: string, report: Report, forbidden: boolean): Explanation | undefined {
  const { instances, thrown } = report;
  const { host, protocol } = new URL(url);
  const found = (cause: string, proven: boolean, summary: string, fix: string) =>
    told(report, cause, summary, { confidence: proven ? "PROVEN" : "LIKELY", initiator: "client", fix });
  if (world.page()?.startsWith("https:") && protocol === "ws:" && !isLoopback(url)) {
    const summary = "A page loaded by https may not connect to ws://; nothing was sent.";
    return found("mixed-content", thrown === "SecurityError", summary, `Connect to wss://${host}.`);
  }
  // Firefox throws, and tells its reason only later.
  if (forbidden || thrown === "NS_ERROR_CONTENT_BLOCKED") {
    const summary = "The page's content security policy forbids this address; nothing was sent.";
    return found("csp-connect-src", forbidden, summary, `Add ${protocol}//${host} to connect-src.`);
  }
  if (!report.online) {
    const fix = "None: the next attempt is made when it is online again.";
    return found("network-change-or-vpn", false, "The browser was offline.", fix);
  }
  if (instances >= 200) {
    const summary = `The page held ${instances} connections; browsers allow 200 to 255.`;
    return found("browser-connection-limit", false, summary, "Share one connection.");
  }
  return undefined;
}

/** What remains when the page saw nothing and the server has no explanation. */
export function whatIsLeft(
  world: World,
  address: string,
  report: Report,
  answer: "unknown" | "unreadable" | "silent",
): Explanation {
  const { host, hostname, protocol } = new URL(address);
  const page = world.page();
  const tls = protocol === "https:" ? ["tls-cert-untrusted"] : [];
  const ruledOut = page
    ? ["mixed-content", "csp-connect-src", "browser-connection-limit", "network-change-or-vpn"]
    : [];
  const reached = [...ruledOut, "connect-refused-or-ipv6-localhost", ...tls];
  switch (answer) {
    case "unreadable":
      return told(report, "origin-not-allowed", `${host} answers, and does not let this page read why.`, {
        confidence: "LIKELY",
        fix: `Add ${page ? new URL(page).origin : "the page's origin"} to the server's \`origins\`.`,
        ruledOut: reached,
      });
    case "unknown":
      return told(report, "unexplained", `No such handshake reached the server at ${host}, which does answer HTTP.`, {
        fix: "See whether a proxy, firewall or extension in between handles WebSockets.",
        possible: ["corporate-proxy-or-av", "waf-or-bot-block", "upgrade-headers-not-forwarded"],
        ruledOut: reached,
      });
    case "silent":
      return page && PRIVATE.test(hostname) && !PRIVATE.test(new URL(page).hostname)
        ? told(
            report,
            "chrome-local-network-access",
            `No such handshake reached the server: ${hostname} is in a local network and the page is not, which browsers forbid unless asked.`,
            { fix: "Allow local network access for this page, or serve both from one network.", ruledOut },
          )
        : told(
            report,
            "connect-refused-or-ipv6-localhost",
            `No such handshake reached the server: nothing answers at ${host}.`,
            {
              fix: "See that the server runs and that its name, port and certificate are right.",
              possible: ["connect-refused-or-ipv6-localhost", "half-open-dead-peer", "corporate-proxy-or-av", ...tls],
              ruledOut,
            },
          );
  }
}

/** Why a connection that was open ended, as far as it can be told without asking. */
export function ended(report: Report, cause: string | undefined): Explanation {
  const { close } = report;
  if (close && cause) {
    const summary = close.reason.slice(cause.length + 2) || "The server closed.";
    return told(report, cause, summary, { confidence: "LIKELY", initiator: "server" });
  }
  if (close && close.code !== 1006) {
    return told(report, "application-closed", `The server closed with ${close.code}.`, { initiator: "server" });
  }
  if (report.bfcache) {
    const fix = "None: the client reconnects when the page is back.";
    return told(report, "bfcache", "The browser put the page away, and its connection with it.", { fix });
  }
  return close
    ? told(report, "unexplained", "The connection was cut without a close frame.")
    : told(report, "heartbeat-missed", "Nothing came from the server any more.", { initiator: "client" });
}

/** What is known of an end without asking. */
export function told(report: Report, cause: string, summary: string, more?: Partial<Explanation>): Explanation {
  const { attempt, close, endedBy, openMs, lastReceivedMs, thrown } = report;
  const evidence = [
    openMs === undefined ? `it failed after ${report.connectMs} ms` : `it was open for ${openMs} ms`,
    close
      ? `close ${close.code} ${JSON.stringify(close.reason)}, ${close.clean ? "" : "not "}clean, ${close.error ? "an" : "no"} error event`
      : `ended here: ${endedBy}`,
    ...(thrown ? [`the browser threw ${thrown}`] : []),
    ...(lastReceivedMs === undefined ? [] : [`the last message came ${lastReceivedMs} ms before`]),
  ];
  return { cause, confidence: "POSSIBLE", summary, evidence, source: "client", attempt, ...more };
}
