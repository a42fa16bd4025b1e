// How figures and times are written, in the viewer's own zone and words.

const NUMBER = new Intl.NumberFormat();
const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

export function count(value: number): string {
  return NUMBER.format(value);
}

export function bytes(value: number): string {
  if (value < 1024) {
    return `${value} B`;
  }
  return value < 1024 * 1024 ? `${(value / 1024).toFixed(1)} KiB` : `${(value / 1024 / 1024).toFixed(1)} MiB`;
}

export function duration(seconds: number): string {
  if (seconds < 0.001) {
    return `${Math.round(seconds * 1e6)} µs`;
  }
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  if (seconds < 60) {
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  }
  if (seconds < 86400) {
    return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  }
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

/** `19:02:10`, with the day where it is another one. */
export function time(at: Date, now = new Date()): string {
  const sameDay = at.toDateString() === now.toDateString();
  return sameDay ? TIME.format(at) : `${DAY.format(at)}, ${TIME.format(at)}`;
}

/** For whoever wants to know exactly: the viewer's zone, and the absolute moment. */
export function exactly(at: Date): string {
  return `${WHOLE.format(at)} (${at.toISOString()})`;
}

export function words(id: string): string {
  return id.replaceAll("-", " ");
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
