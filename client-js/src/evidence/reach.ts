import type { Reach } from "../world.js";

/** Out by what the platform has: a beacon where there is one, since it outlives the page. */
export const realReach: Reach = {
  fetch: (url, init) => fetch(url, init),
  post(url, body) {
    if (!globalThis.navigator?.sendBeacon?.(url, body)) {
      fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => {});
    }
  },
  network() {
    const { connection } = (globalThis.navigator ?? {}) as { connection?: { type?: string; effectiveType?: string } };
    return connection?.type ?? connection?.effectiveType;
  },
};
