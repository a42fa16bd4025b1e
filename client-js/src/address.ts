/** The WebSocket address that is meant: relative ones by the page, http as ws. */
export function webSocketUrl(given: string | URL, page: string | undefined): URL {
  const url = new URL(given, page);
  url.protocol = url.protocol.replace(/^http/, "ws");
  url.hash = "";
  if (!/^wss?:$/.test(url.protocol)) {
    throw new SyntaxError(`not ws: ${url}`);
  }
  return url;
}

export function isLoopback(url: string | URL): boolean {
  return /^(localhost|127\.|\[::1)|\.localhost$/.test(new URL(url).hostname);
}
