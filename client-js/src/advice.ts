import type { Retry } from "./machine.js";

/** What a close frame says about coming back, to a client that got no goodbye: PROTOCOL.md 6. */
export function adviceOf(code: number, reason: string): Retry {
  if (code >= 4400 && code < 4500) {
    // Their causes are more exact than their range: spec/causes.json, compared by a test.
    return /^(token-(missing|expired)|ticket-unknown|cookie-not-sent):/.test(reason)
      ? "after_auth"
      : /^(token-not|client-connection|held|init)-/.test(reason)
        ? "backoff"
        : "no";
  }
  return code === 1000
    ? "no"
    : code >= 4100 && code < 4200
      ? "now"
      : code >= 4200 && code < 4300
        ? "after_auth"
        : "backoff";
}

/** The cause that a reason of Holdfast begins with. */
export function causeIn(reason: string): string | undefined {
  return /^([a-z][a-z0-9-]+): /.exec(reason)?.[1];
}
