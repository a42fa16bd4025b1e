// Work that is spread over frames, so that none of them is long.

const waiting = new Map<object, () => void>();

/** Does it in one of the next frames, one such work a frame; the newest work of an owner replaces an older one that waits. */
export function inAFrame(owner: object, work: () => void): void {
  if (waiting.size === 0) {
    requestAnimationFrame(next);
  }
  waiting.set(owner, work);
}

/** What an owner wanted done is not wanted any more. */
export function notAnyMore(owner: object): void {
  waiting.delete(owner);
}

function next(): void {
  const [first] = waiting;
  if (first === undefined) {
    return;
  }
  waiting.delete(first[0]);
  if (waiting.size > 0) {
    requestAnimationFrame(next);
  }
  first[1]();
}
