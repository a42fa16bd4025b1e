// What happens now: one stream of moments, kept for an hour, that every page reads.
import { signal } from "@preact/signals";
import { locked, Refused, stream } from "./api";
import type { About, Incident, Moment } from "./model";

const KEPT = 3600;

export type Link =
  | { state: "connecting" }
  | { state: "live" }
  /** @property since in milliseconds of this machine's clock */
  | { state: "lost"; since: number };

export const link = signal<Link>({ state: "connecting" });
export const moments = signal<readonly Moment[]>([]);
export const incidents = signal<readonly Incident[]>([]);
export const about = signal<About | null>(null);

function last(): number {
  return moments.value.at(-1)?.t ?? 0;
}

function take(name: string, data: string): void {
  switch (name) {
    case "about": {
      const now = JSON.parse(data) as About;
      if (about.value !== null && about.value.started_at !== now.started_at) {
        moments.value = []; // another run of the program: its figures begin anew
      }
      about.value = now;
      link.value = { state: "live" };
      return;
    }
    case "history": {
      const past = JSON.parse(data) as Moment[];
      const known = last();
      moments.value = [...moments.value, ...past.filter((each) => each.t > known)].slice(-KEPT);
      return;
    }
    case "moment":
      moments.value = [...moments.value.slice(-(KEPT - 1)), JSON.parse(data) as Moment];
      return;
    case "incidents":
      incidents.value = JSON.parse(data) as Incident[];
      return;
    default:
  }
}

/** Reads events until the server ends the stream, as it does within a minute. */
async function read(abort: AbortSignal): Promise<void> {
  const reader = (await stream(`/api/live?after=${last()}`, abort)).getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    rest += decoder.decode(value, { stream: true });
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const [name, data] = event.split("\n");
      if (name?.startsWith("event: ") && data?.startsWith("data: ")) {
        take(name.slice(7), data.slice(6));
      }
    }
  }
}

/** Watches for as long as the page is open. */
export async function watch(abort: AbortSignal): Promise<void> {
  let pause = 500;
  while (!abort.aborted) {
    try {
      await read(abort);
      pause = 500;
      continue; // ended in order: ask for what comes after
    } catch (failure) {
      if (abort.aborted) {
        return;
      }
      if (!(failure instanceof Refused && failure.status === 401) && link.value.state !== "lost") {
        link.value = { state: "lost", since: Date.now() };
      }
    }
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(pause * 2, 5000);
    while (locked.value && !abort.aborted) {
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}

/** The sum of a figure over the newest seconds. */
export function over(seconds: number, figure: (moment: Moment) => number): number {
  const from = last() - seconds;
  let sum = 0;
  for (let i = moments.value.length - 1; i >= 0; i--) {
    const each = moments.value[i];
    if (each === undefined || each.t <= from) {
      break;
    }
    sum += figure(each);
  }
  return sum;
}
