// Where the viewer is: the part of the address behind #, so that every view can be linked and gone back to.
import { computed, signal } from "@preact/signals";

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export interface Route {
  page: string;
  id: string | undefined;
  parameters: URLSearchParams;
}

export const route = computed<Route>(() => {
  const [path = "", query = ""] = hash.value.replace(/^#\/?/, "").split("?");
  const [page, ...rest] = path.split("/");
  return {
    page: page === undefined || page === "" ? "now" : page,
    id: rest.length === 0 || rest[0] === "" ? undefined : decodeURIComponent(rest.join("/")),
    parameters: new URLSearchParams(query),
  };
});

/** An address within the page. */
export function to(page: string, id?: string, parameters: Record<string, string | undefined> = {}): string {
  const set = Object.entries(parameters).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = new URLSearchParams(set).toString();
  return `#/${page}${id === undefined ? "" : `/${encodeURIComponent(id)}`}${query === "" ? "" : `?${query}`}`;
}

export function go(address: string): void {
  location.hash = address;
}
