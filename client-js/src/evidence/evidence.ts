import { LOOP_AFTER, type State } from "../machine.js";
import { HOLDFAST, VERSION } from "../options.js";
import { type PageMemory, pageMemory } from "../page.js";
import type { Inside, Witness } from "../witness.js";
import type { Reach } from "../world.js";
import { Clocks } from "./clocks.js";
import { ask, type Explanation, ended, seenHere, told, whatIsLeft } from "./diagnosis.js";
import type { Noted } from "./note.js";
import { realReach } from "./reach.js";
import { Journal, type Report } from "./report.js";

/** Turns what a client notes into reports and explanations. */
export class Evidence implements Witness {
  readonly #client: Inside;
  readonly #memory: PageMemory;
  readonly #reach: Reach;
  readonly #clocks: Clocks;
  #journal: Journal | undefined;
  #deaf: (() => void) | undefined;
  /** It ended and was not looked at. */
  #fresh = false;
  #state: State["type"] = "idle";
  #explanation: Explanation | undefined;
  #shortLives = 0;
  #unsent: { readonly report: Report; readonly at: number } | undefined;
  /** The last attempt that ended, with the cause that the server named. */
  #ended: { readonly report: Report; readonly cause: string | undefined; readonly journal: Journal } | undefined;

  constructor(client: Inside) {
    const { world } = client;
    this.#client = client;
    this.#memory = pageMemory(world.id);
    this.#reach = world.reach ?? realReach;
    this.#clocks = new Clocks(
      world,
      (tick) => this.#journal?.ticked(tick, world.hidden(), world.now()),
      () => client.dispatch({ type: "wake" }),
    );
  }

  get tab(): string {
    return this.#memory.tab;
  }

  /** The last explanation. */
  get explanation(): Explanation | undefined {
    return this.#explanation;
  }

  /** What was seen of the last connection or attempt that ended. */
  get lastReport(): Report | undefined {
    return this.#ended?.report;
  }

  note(note: Noted): void {
    switch (note.what) {
      case "begin":
        this.#journal = new Journal(this.#memory, note);
        this.#deaf ??= this.#listen();
        break;
      case "opened":
        this.#journal?.opened(note.at);
        this.#clocks.start();
        break;
      case "ping":
        this.#journal?.pinged(note.late);
        break;
      case "end": {
        this.#clocks.stop();
        const journal = this.#journal;
        if (!journal) {
          break;
        }
        this.#journal = undefined;
        const report = journal.end(this.#reach.network(), AGENT, note);
        this.#fresh = true;
        this.#ended = { report, cause: note.live.cause, journal };
        if (!this.#unsent || report.opened || !this.#unsent.report.opened) {
          this.#unsent = { report, at: note.at };
        }
        break;
      }
      case "state":
        this.#entered(note.type, note.at);
        break;
    }
  }

  /** The report for the next `hello`; it is given once. */
  take(now: number): Report | undefined {
    const unsent = this.#unsent;
    this.#unsent = undefined;
    return unsent && { ...unsent.report, ageMs: Math.round(now - unsent.at) };
  }

  #entered(state: State["type"], at: number): void {
    this.#state = state;
    const last = this.#ended;
    if (last && this.#fresh && state !== "connecting") {
      this.#fresh = false;
      const { report, cause } = last;
      if (report.opened) {
        this.#countShortLives(report, cause);
      }
      if (report.endedBy !== "application") {
        // A server that is down needs no second crowd: the first failures in a row are asked about, and every eighth.
        const worthwhile = report.tries < 3 || report.tries % 8 === 0;
        if (report.opened && state !== "stopped") {
          this.#tell(ended(report, cause));
        } else if (report.opened || worthwhile) {
          void this.#explain();
        }
      }
    }
    if (state === "closed" || state === "stopped" || state === "no-token") {
      // There is no attempt that could carry it.
      this.#post(at);
    }
    if (state === "closed" || state === "stopped") {
      this.#deaf?.();
      this.#deaf = undefined;
    }
  }

  #listen(): () => void {
    const { world } = this.#client;
    return world.listen(TELLING, (type, event) => {
      const at = world.now();
      // What forbade an attempt may be told after its end.
      (this.#journal ?? this.#ended?.journal)?.page(type, event, world.hidden(), at);
      if (type === "resume" || type === "pageshow") {
        this.#clocks.restart();
      } else if (type === "pagehide") {
        // The page may never run again; what no hello can carry goes by itself.
        this.#post(at);
      }
    });
  }

  #countShortLives(report: Report, cause: string | undefined): void {
    this.#shortLives = (report.openMs ?? 0) < this.#client.settings.minUptime ? this.#shortLives + 1 : 0;
    if (this.#shortLives === LOOP_AFTER) {
      const summary = `${LOOP_AFTER} connections in a row were short; the next attempts are slower.`;
      this.#tell(told(report, cause ?? "unexplained", summary));
    }
  }

  /** Finds out why an attempt ended: what the page saw, else what the server says, else what is left. */
  async #explain(): Promise<void> {
    const { world, dispatch } = this.#client;
    const last = this.#ended;
    if (!last) {
      return;
    }
    const { report, journal, cause } = last;
    const seen = () => (report.opened ? undefined : seenHere(world, journal.url, report, journal.forbidden));
    // At once, because the report may be posted in this very turn.
    this.#found(report, seen());
    const address = this.#why(report.attempt);
    const answer = await (address && !seen() ? ask(world, this.#reach, address, report.attempt) : undefined);
    if (this.#state === "open") {
      return;
    }
    const explanation =
      seen() ??
      (answer?.type === "explained"
        ? answer.explanation
        : report.opened || !answer || !address
          ? ended(report, cause)
          : whatIsLeft(world, address, report, answer.type));
    this.#found(report, explanation);
    this.#tell(explanation);
    if (answer?.type === "explained" && answer.retry && !report.opened) {
      dispatch({ type: "advised", retry: answer.retry });
    }
  }

  /** The report that is not sent yet says what this side found. */
  #found(report: Report, explanation: Explanation | undefined): void {
    const found = explanation?.source === "client" && explanation.cause !== "unexplained" && explanation.cause;
    if (found && this.#unsent?.report.attempt === report.attempt) {
      this.#unsent = { ...this.#unsent, report: { ...report, found } };
    }
  }

  /** Reports by HTTP, what is of interest: not a connection that the application closed after it had worked. */
  #post(now: number): void {
    const report = this.take(now);
    const dull = report?.endedBy === "application" && (report.openMs ?? 0) >= this.#client.settings.minUptime;
    const address = report && !dull && this.#why(report.attempt);
    if (address) {
      this.#reach.post(address, JSON.stringify(report));
    }
  }

  /** Address of the explanation of an attempt, and for a report on it; undefined if the server has none. */
  #why(attempt: string): string | undefined {
    const { address, settings } = this.#client;
    const base = settings.whyUrl ?? (settings.protocols.includes(HOLDFAST) && httpOrigin(address()));
    return base ? base + attempt : undefined;
  }

  #tell(explanation: Explanation): void {
    this.#explanation = explanation;
    this.#client.emit("explanation", explanation);
  }
}

/** The events of the page that are evidence. */
const TELLING = [
  "visibilitychange",
  "freeze",
  "resume",
  "pagehide",
  "pageshow",
  "online",
  "offline",
  "change",
  "securitypolicyviolation",
] as const;
const AGENT = `@holdfast/client/${VERSION}`;

function httpOrigin(url: URL): string {
  return `${url.origin.replace(/^ws/, "http")}/why/`;
}
