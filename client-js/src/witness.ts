import type { Events } from "./events.js";
import type { Noted } from "./evidence/note.js";
import type { Report } from "./evidence/report.js";
import type { Happening } from "./machine.js";
import type { Settings } from "./options.js";
import type { World } from "./world.js";

/** Who watches a client, to tell afterwards why it ended. */
export interface Witness {
  /** Id of the page load. */
  readonly tab: string;
  note(note: Noted): void;
  /** The report for the next `hello`; it is given once. */
  take(now: number): Report | undefined;
}

/** What a witness may use of its client. */
export interface Inside {
  readonly world: World;
  readonly settings: Settings;
  address(): URL;
  dispatch(happening: Happening): void;
  emit<K extends keyof Events>(type: K, event: Events[K]): void;
}
