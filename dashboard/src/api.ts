// Asks the diagnostics API. Where the server wants an admin token, it is kept for this tab only.
import { signal } from "@preact/signals";

const KEY = "holdfast-admin-token";

/** Whether the server wants a token that we don't have, or does not take the one we have. */
export const locked = signal(false);

export function headers(): Record<string, string> {
  const token = sessionStorage.getItem(KEY);
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

export function unlock(token: string): void {
  sessionStorage.setItem(KEY, token);
  locked.value = false;
}

/** An answer that is not what was asked for, in the server's own words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function answered(response: Response): Promise<Response> {
  if (response.status === 401) {
    locked.value = true;
  }
  if (!response.ok) {
    const said = await response
      .json()
      .then((body: { error?: string }) => body.error)
      .catch(() => undefined);
    throw new Refused(response.status, said ?? `the server answered ${response.status}`);
  }
  return response;
}

export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await answered(
    await fetch(path, { headers: headers(), cache: "no-store", ...(signal ? { signal } : {}) }),
  );
  return (await response.json()) as T;
}

export async function tell<T>(path: string, body: unknown): Promise<T> {
  const response = await answered(
    await fetch(path, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  return (await response.json()) as T;
}

export async function stream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await answered(await fetch(path, { headers: headers(), cache: "no-store", signal }));
  if (response.body === null) {
    throw new Refused(response.status, "the server answered without a body");
  }
  return response.body;
}

/** A query string of what is set. */
export function query(parameters: Record<string, string | number | undefined>): string {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  return pairs.length === 0
    ? ""
    : `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&")}`;
}
