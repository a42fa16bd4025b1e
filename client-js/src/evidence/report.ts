import type { EndedBy } from "../machine.js";
import type { Crowd, PageMemory } from "../page.js";
import type { PageEvent, PageFacts } from "../world.js";
import type { Tick } from "./clocks.js";
import type { Close, Noted } from "./note.js";

/** What only the client knows of one connection or attempt: PROTOCOL.md 6.2, where every field is explained. */
export interface Report {
  readonly attempt: string;
  readonly tab: string;
  readonly agent: string;
  readonly opened: boolean;
  readonly connectMs: number;
  readonly openMs?: number;
  readonly close?: Close;
  readonly endedBy: EndedBy;
  readonly thrown?: string;
  readonly found?: string;
  readonly lastReceivedMs?: number;
  readonly lastSentMs?: number;
  readonly bufferedBytes: number;
  readonly hidden: boolean;
  readonly hiddenMs?: number;
  readonly frozenMs: number;
  readonly bfcache: boolean;
  readonly lateMs: number;
  readonly lateHidden: boolean;
  readonly clockJumpMs: number;
  readonly pingLateMs: number;
  readonly online: boolean;
  readonly offlineMs: number;
  readonly network?: string;
  readonly networkChanges: number;
  readonly instances: number;
  readonly created: number;
  readonly stack?: string;
  readonly tries: number;
  readonly ageMs?: number;
}

type Begin = Extract<Noted, { what: "begin" }>;
type Ended = Extract<Noted, { what: "end" }>;

/** A page that makes several connections within this time is turning in a circle. */
const LATELY = 10_000;

/** A page that came back was told by then which of its connections are cut. */
const TOLD = 5_000;

/** So many milliseconds, or times, the last of them then. */
interface Much {
  readonly much: number;
  readonly at: number;
}

interface Late extends Much {
  readonly hidden: boolean;
}

/** To those that are greater than all after them. */
function add<T extends Much>(those: T[], one: T): void {
  while (Math.abs(those.at(-1)?.much ?? Infinity) <= Math.abs(one.much)) {
    those.pop();
  }
  those.push(one);
}

const NOTHING: Much = { much: 0, at: -Infinity };

/** With a time that began at `since`, if one did. */
function more(before: Much, since: number | undefined, at: number): Much {
  return since === undefined ? before : { much: before.much + at - since, at };
}

/** What one attempt, and the connection it becomes, goes through. */
export class Journal {
  readonly #crowd: Crowd;
  readonly #begun: Begin;
  #openedAt: number | undefined;
  readonly #lates: Late[] = [];
  readonly #jumps: Much[] = [];
  #pingLate = 0;
  #hiddenSince: number | undefined;
  #offlineSince: number | undefined;
  #offline = NOTHING;
  #frozenSince: number | undefined;
  #frozen = NOTHING;
  /** When the page came back out of the back/forward cache, infinite while it is there; undefined if it never was. */
  #back: number | undefined;
  #changes = NOTHING;
  #csp = false;
  readonly #created: number;

  constructor(
    private readonly memory: PageMemory,
    begun: Begin,
  ) {
    this.#begun = begun;
    const address = begun.url.replace(/\?.*/, "");
    this.#crowd = memory.crowds.get(address) ?? { alive: 0, created: [] };
    memory.crowds.set(address, this.#crowd);
    this.#crowd.alive++;
    this.#crowd.created = [...this.#crowd.created.filter((at) => begun.at - at < LATELY), begun.at];
    this.#created = this.#crowd.created.length;
    this.#hiddenSince = begun.hidden ? begun.at : undefined;
    this.#offlineSince = begun.offline ? begun.at : undefined;
  }

  get url(): string {
    return this.#begun.url;
  }

  /** The page's content security policy forbade this connection. */
  get forbidden(): boolean {
    return this.#csp;
  }

  opened(at: number): void {
    this.#openedAt = at;
  }

  pinged(late: number): void {
    this.#pingLate = Math.max(this.#pingLate, late);
  }

  ticked({ late, jump }: Tick, hidden: boolean, at: number): void {
    add(this.#lates, { much: late, at, hidden });
    add(this.#jumps, { much: jump, at });
  }

  page(type: PageEvent, event: PageFacts, hidden: boolean, at: number): void {
    switch (type) {
      case "visibilitychange":
        this.#hiddenSince = hidden ? (this.#hiddenSince ?? at) : undefined;
        break;
      case "offline":
        this.#offlineSince ??= at;
        break;
      case "online":
        this.#offline = more(this.#offline, this.#offlineSince, at);
        this.#offlineSince = undefined;
        break;
      case "change":
        this.#changes = { much: this.#changes.much + 1, at };
        break;
      case "freeze":
        this.#frozenSince ??= at;
        break;
      case "pagehide":
        if (event.persisted) {
          this.#back = Infinity;
          this.#frozenSince ??= at;
        }
        break;
      case "resume":
      case "pageshow":
        this.#back &&= Math.min(this.#back, at);
        this.#frozen = more(this.#frozen, this.#frozenSince, at);
        this.#frozenSince = undefined;
        break;
      case "securitypolicyviolation":
        // A browser may tell no more than the origin.
        this.#csp ||= !!event.blockedURI && this.#begun.url.startsWith(event.blockedURI);
        break;
    }
  }

  end(network: string | undefined, agent: string, end: Ended): Report {
    const { at } = end;
    if (end.by !== "application") {
      // Coming back is no circle of the page's own making.
      this.#crowd.created = this.#crowd.created.filter((begun) => begun !== this.#begun.at);
    }
    const { thrown, heard, sent, stack } = end.live;
    // A browser tells of what it cut as soon as the page runs again. What is heard after that lives.
    const kept = this.#back !== undefined && at - this.#back < TOLD && !((heard ?? 0) > this.#back);
    // What a connection has lived through is not what it died of.
    const counts = ({ at: then }: Much) => heard === undefined || heard - then <= TOLD;
    const left = (much: Much) => (counts(much) ? much.much : 0);
    const late = this.#lates.find(counts);
    const jump = this.#jumps.find(counts)?.much ?? 0;
    const since = (then: number | undefined) => (then === undefined ? undefined : time(at - then));
    const optional = {
      openMs: since(this.#openedAt),
      close: end.close,
      thrown: thrown?.slice(0, 64),
      lastReceivedMs: since(heard),
      lastSentMs: since(sent),
      hiddenMs: since(this.#hiddenSince),
      network: network?.slice(0, 32),
      stack: stack === undefined ? undefined : stackHash(stack),
    };
    return {
      attempt: this.#begun.attempt,
      tab: this.memory.tab,
      agent,
      opened: this.#openedAt !== undefined,
      connectMs: time((this.#openedAt ?? at) - this.#begun.at),
      endedBy: kept && end.by === "remote" ? "page" : end.by,
      bufferedBytes: end.buffered,
      hidden: end.hidden,
      frozenMs: time(left(more(this.#frozen, this.#frozenSince, at))),
      bfcache: kept,
      lateMs: time(late?.much ?? 0),
      lateHidden: late?.hidden ?? false,
      clockJumpMs: Math.round(Math.max(-LONGEST, Math.min(LONGEST, jump))),
      pingLateMs: time(this.#pingLate),
      online: !end.offline,
      offlineMs: time(left(more(this.#offline, this.#offlineSince, at))),
      networkChanges: count(left(this.#changes)),
      instances: count(this.#crowd.alive--),
      created: count(this.#created),
      tries: count(end.tries + (this.#openedAt === undefined ? 1 : 0)),
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    };
  }
}

const LONGEST = 0x7fffffff;

function time(ms: number): number {
  return Math.round(Math.max(0, Math.min(LONGEST, ms)));
}

function count(n: number): number {
  return Math.min(n, 1_000_000);
}

/** Where in the program a call came from, in eight digits: equal for equal places (FNV-1a). */
function stackHash(stack: string): string {
  let hash = 0x811c9dc5;
  for (const character of stack.slice(0, 4000)) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
