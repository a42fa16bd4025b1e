import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";

const SOURCE = fileURLToPath(new URL("../../", import.meta.url));
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Why no browser can be driven here; undefined if one can. */
export function browserMissing(): string | undefined {
  return CHROMIUM.some((path) => existsSync(path)) ? undefined : `no Chromium among ${CHROMIUM.join(", ")}`;
}

export function chromiumPath(): string {
  return CHROMIUM.find((path) => existsSync(path)) ?? "";
}

export function launch(executablePath = chromiumPath()): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A host that is not this machine to the page, and is.
      "--host-resolver-rules=MAP *.test 127.0.0.1",
    ],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
}

/** Serves pages of one origin: the client as global `holdfast`, React's tests as `app`, the observer script. */
export class Pages {
  readonly #http: HttpServer;
  readonly origin: string;

  private constructor(http: HttpServer) {
    this.#http = http;
    const { address, port } = http.address() as AddressInfo;
    this.origin = `http://${address}:${port}`;
  }

  static async start(host = "127.0.0.1"): Promise<Pages> {
    const bundle = async (entry: string, globalName: string) => {
      const { outputFiles } = await build({
        entryPoints: [`${SOURCE}${entry}`],
        bundle: true,
        write: false,
        format: "iife",
        globalName,
        target: "es2022",
        jsx: "automatic",
        define: { "process.env.NODE_ENV": '"development"' },
      });
      return outputFiles[0]?.text ?? "";
    };
    const client = await bundle("dist/index.js", "holdfast");
    const app = await bundle("test/react-page.tsx", "app");
    const observer = readFileSync(`${SOURCE}dist/observer.min.js`, "utf8");
    const http = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://page");
      const script = { "/client.js": client, "/app.js": app, "/observer.js": observer }[url.pathname];
      if (script !== undefined) {
        response.setHeader("Content-Type", "text/javascript");
        response.end(script);
        return;
      }
      const policy = url.searchParams.get("csp");
      if (policy) {
        response.setHeader("Content-Security-Policy", policy);
      }
      const scripts = (url.searchParams.get("scripts") ?? "client.js").split(",");
      const observed = url.searchParams.get("observe");
      response.setHeader("Content-Type", "text/html");
      response.end(
        `<!doctype html><title>page</title><link rel="icon" href="data:,"><div id="root"></div>${scripts
          .map((name) => `<script src="/${name}"${observed ? ` data-holdfast="${observed}"` : ""}></script>`)
          .join("")}`,
      );
    });
    await new Promise<void>((resolve) => http.listen(0, host, resolve));
    return new Pages(http);
  }

  stop(): void {
    this.#http.closeAllConnections();
    this.#http.close();
  }
}
