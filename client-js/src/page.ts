/** Connections to one address in this page. */
export interface Crowd {
  alive: number;
  /** When the last of them were made. */
  created: number[];
}

/** What all clients of one page load share. */
export interface PageMemory {
  /** Id of the page load. */
  readonly tab: string;
  readonly crowds: Map<string, Crowd>;
}

/** One for each page, even if this module was loaded twice. */
export function pageMemory(id: () => string): PageMemory {
  const holder = globalThis as { [key: symbol]: PageMemory | undefined };
  const key = Symbol.for("holdfast.page");
  holder[key] ??= { tab: id(), crowds: new Map() };
  return holder[key];
}
