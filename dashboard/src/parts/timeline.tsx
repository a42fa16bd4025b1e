// A life drawn to scale: the client above, this side below, what passed between them in between.
import { useState } from "preact/hooks";
import { duration, words } from "../format";
import type { Fact } from "../model";

const WIDTH = 1000;
const LEFT = 10;
const RIGHT = 10;
const ROW = 18;

/** Who did it, and so where it is drawn. */
type Side = "client" | "server";

const BY_CLIENT = new Set([
  "accepted", "handshake-received", "hello", "first-message", "close-received", "peer-fin-seen", "bye-received", "client-reported", "last-message",
]);

/** Sums, which are of no moment. */
const COUNTED = new Set(["totals", "upstream-totals", "last-message"]);

interface Mark {
  at: number;
  side: Side;
  label: string;
  title: string;
}

type Window = "whole" | "opening" | "end";

export function Timeline({ start, facts, seconds }: { start: string; facts: readonly Fact[]; seconds: number }) {
  const whole = Math.max(seconds * 1000, ...facts.filter((fact) => !afterwards(fact)).map((fact) => fact.at_ms), 1);
  const opened = facts.find((fact) => fact.fact === "upgraded")?.at_ms ?? Math.min(whole, 50);
  const ending = endingAt(facts) ?? whole;
  const [shown, show] = useState<Window>("whole");
  const [from, to] = range(shown, whole, opened, ending);
  const marks = facts.filter((fact) => !afterwards(fact) && !COUNTED.has(fact.fact) && fact.at_ms >= from - 0.001 && fact.at_ms <= to + 0.001).map(mark);
  const rows = { client: layout(marks.filter((each) => each.side === "client"), from, to), server: layout(marks.filter((each) => each.side === "server"), from, to) };
  const above = (Math.max(1, rows.client.rows) + 1) * ROW + 14;
  const below = (Math.max(1, rows.server.rows) + 1) * ROW + 14;
  const height = above + below + 34;
  const x = (at: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (at - from)) / Math.max(to - from, 0.001);
  const silence = silentSince(facts, whole);
  return (
    <div class="timeline">
      <div class="windows" role="group" aria-label="Part of its life">
        {([["whole", "whole life"], ["opening", "opening"], ["end", "end"]] as const).map(([id, name]) => (
          <button key={id} type="button" aria-pressed={shown === id} onClick={() => show(id)}>{name}</button>
        ))}
        <span class="quiet">{duration((to - from) / 1000)} from left to right</span>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Timeline">
        <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={`Timeline: ${marks.map((each) => each.title).join("; ")}`}>
          <text class="lane" x={LEFT} y={12}>client</text>
          <text class="lane" x={LEFT} y={height - 22}>this side</text>
          {silence !== null && silence < to && (
            <g>
              <rect class="silence" x={x(Math.max(silence, from))} y={above - 6} width={Math.max(0, x(to) - x(Math.max(silence, from)))} height={12} />
              <title>nothing came for {duration((whole - silence) / 1000)}</title>
            </g>
          )}
          <line class="axis" x1={LEFT} y1={above} x2={WIDTH - RIGHT} y2={above} />
          {ticks(from, to).map((at) => (
            <g key={at}>
              <line class="tick" x1={x(at)} y1={above - 4} x2={x(at)} y2={above + 4} />
              <text class="tick" x={x(at)} y={height - 6} text-anchor={x(at) < 30 ? "start" : x(at) > WIDTH - 40 ? "end" : "middle"}>{duration(at / 1000)}</text>
            </g>
          ))}
          {[...rows.client.placed, ...rows.server.placed].map(({ mark: each, row, anchor }) => {
            const y = each.side === "client" ? above - 14 - row * ROW : above + 22 + row * ROW;
            return (
              <g key={`${each.at}${each.label}${each.side}`} class={`event ${each.side}`}>
                <title>{each.title}</title>
                <line x1={x(each.at)} y1={above} x2={x(each.at)} y2={each.side === "client" ? y + 3 : y - 11} />
                <circle cx={x(each.at)} cy={above} r={3.5} />
                <text x={x(each.at) + (anchor === "end" ? -3 : 3)} y={y} text-anchor={anchor}>{each.label}</text>
              </g>
            );
          })}
        </svg>
      </div>
      <details>
        <summary>All facts, since {start}</summary>
        <table>
          <thead><tr><th scope="col">at</th><th scope="col">fact</th><th scope="col">what</th></tr></thead>
          <tbody>
            {facts.map((fact, i) => (
              <tr key={i}>
                <td class="number">{duration(fact.at_ms / 1000)}</td>
                <td>{words(fact.fact)}</td>
                <td>{fields(fact)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}

function afterwards(fact: Fact): boolean {
  return ["client-reported", "cut-off-found", "mass-end-found"].includes(fact.fact) || fact.fact.endsWith("-again");
}

function endingAt(facts: readonly Fact[]): number | undefined {
  return facts.find((fact) =>
    ["close-received", "close-sent", "peer-fin-seen", "transport-ended", "heartbeat-missed", "draining"].includes(fact.fact) ||
    fact.fact.startsWith("upstream-close") || fact.fact.startsWith("upstream-fin"),
  )?.at_ms;
}

/** A part of a life in which its events can be told apart. */
function range(shown: Window, whole: number, opened: number, ending: number): [number, number] {
  switch (shown) {
    case "whole":
      return [0, whole];
    case "opening":
      return [0, Math.max(Math.min(opened * 1.5, whole), Math.min(whole, 1))];
    case "end": {
      const tail = Math.max((whole - ending) * 1.5, Math.min(whole, 5));
      return [Math.max(0, whole - tail), whole];
    }
  }
}

/** Since when nothing came from the client, if that is worth drawing. */
function silentSince(facts: readonly Fact[], whole: number): number | null {
  const totals = facts.find((fact) => fact.fact === "totals");
  const since = totals === undefined ? undefined : totals["since_received_seconds"];
  return typeof since === "number" && since * 1000 > whole * 0.02 && since > 0.05 ? whole - since * 1000 : null;
}

function mark(fact: Fact): Mark {
  const what = fields(fact);
  return {
    at: fact.at_ms,
    side: BY_CLIENT.has(fact.fact) ? "client" : "server",
    label: short(fact),
    title: `${duration(fact.at_ms / 1000)}: ${words(fact.fact)}${what === "" ? "" : ` (${what})`}`,
  };
}

function short(fact: Fact): string {
  const frame = fact["frame"] as { code?: number | null; reason?: string } | undefined;
  switch (fact.fact) {
    case "close-received":
    case "close-sent":
    case "upstream-close-received":
      return `close ${frame?.code ?? "without a code"}${frame?.reason ? ` “${frame.reason.slice(0, 24)}”` : ""}`;
    case "peer-fin-seen":
      return "FIN";
    case "transport-ended": {
      const end = fact["end"] as { kind?: string } | undefined;
      return `TCP ${end?.kind ?? "ended"}`;
    }
    case "accepted":
      return "TCP";
    case "handshake-received":
      return "handshake";
    case "upgraded":
      return "101";
    case "http-answered":
      return `HTTP ${String(fact["status"])}`;
    default:
      return words(fact.fact);
  }
}

function fields(fact: Fact): string {
  return Object.entries(fact)
    .filter(([name, value]) => name !== "at_ms" && name !== "fact" && value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(", ")
    .slice(0, 400);
}

/** Puts labels into rows so that none covers another. */
function layout(marks: readonly Mark[], from: number, to: number) {
  const ends: number[] = [];
  const x = (at: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (at - from)) / Math.max(to - from, 0.001);
  const placed = marks.map((each) => {
    const width = each.label.length * 7 + 10;
    const anchor: "start" | "end" = x(each.at) + width > WIDTH ? "end" : "start";
    const left = anchor === "start" ? x(each.at) : x(each.at) - width;
    let row = ends.findIndex((end) => end <= left);
    if (row < 0) {
      row = ends.length;
    }
    ends[row] = left + width;
    return { mark: each, row, anchor };
  });
  return { placed, rows: ends.length };
}

function ticks(from: number, to: number): number[] {
  const span = to - from;
  const step = 10 ** Math.floor(Math.log10(span / 4 || 1));
  const nice = [1, 2, 5, 10].map((each) => each * step).find((each) => span / each <= 8) ?? step * 10;
  const at: number[] = [];
  for (let tick = Math.ceil(from / nice) * nice; tick <= to; tick += nice) {
    at.push(tick);
  }
  return at;
}
