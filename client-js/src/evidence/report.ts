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

/** What one attempt, and the connection it becomes, goes through. */
export class Journal {
  readonly #crowd: Crowd;
  readonly #begun: Begin;
  #openedAt: number | undefined;
  #late = 0;
  #lateHidden = false;
  #jump = 0;
  #pingLate = 0;
  #hiddenSince: number | undefined;
  #offlineSince: number | undefined;
  #offline = 0;
  #frozenSince: number | undefined;
  #frozen = 0;
  /** When the page came back out of the back/forward cache, infinite while it is there; undefined if it never was. */
  #back: number | undefined;
  #changes = 0;
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

  ticked({ late, jump }: Tick, hidden: boolean): void {
    if (late > this.#late) {
      this.#late = late;
      this.#lateHidden = hidden;
    }
    if (Math.abs(jump) > Math.abs(this.#jump)) {
      this.#jump = jump;
    }
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
        this.#offline += at - (this.#offlineSince ?? at);
        this.#offlineSince = undefined;
        break;
      case "change":
        this.#changes++;
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
        this.#frozen += at - (this.#frozenSince ?? at);
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
      frozenMs: time(this.#frozen + (at - (this.#frozenSince ?? at))),
      bfcache: kept,
      lateMs: time(this.#late),
      lateHidden: this.#lateHidden,
      clockJumpMs: Math.round(Math.max(-LONGEST, Math.min(LONGEST, this.#jump))),
      pingLateMs: time(this.#pingLate),
      online: !end.offline,
      offlineMs: time(this.#offline + (at - (this.#offlineSince ?? at))),
      networkChanges: count(this.#changes),
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
