import { useEffect, useRef } from "preact/hooks";
import { locked, unlock } from "./api";
import { duration } from "./format";
import { about, incidents, link } from "./live";
import { Configuration } from "./pages/configuration";
import { Connections } from "./pages/connections";
import { EndDetail } from "./pages/end";
import { Ends } from "./pages/ends";
import { IncidentDetail, Incidents } from "./pages/incidents";
import { Now } from "./pages/now";
import { useClock } from "./parts/clock";
import { route, to } from "./route";

const PAGES: readonly [id: string, title: string][] = [
  ["now", "Now"],
  ["ends", "Ends"],
  ["connections", "Connections"],
  ["incidents", "Incidents"],
  ["configuration", "Configuration"],
];

export function App() {
  const { page } = route.value;
  const title = PAGES.find(([id]) => id === page)?.[1] ?? "Holdfast";
  const main = useRef<HTMLElement>(null);
  const seen = useRef(page);
  useEffect(() => {
    document.title = incidents.value.length > 0 ? `(${incidents.value.length}) ${title} · Holdfast` : `${title} · Holdfast`;
    // Whoever hears the page instead of seeing it learns that it is another one.
    if (seen.current !== page) {
      seen.current = page;
      main.current?.focus();
    }
  });
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={to("now")}>
          <img src="/assets/icon.svg" alt="" width="24" height="24" /> Holdfast
        </a>
        <nav aria-label="Pages">
          {PAGES.map(([id, name]) => (
            <a key={id} href={to(id)} aria-current={id === page ? "page" : undefined}>
              {name}
              {id === "incidents" && incidents.value.length > 0 && (
                <span class="count" aria-label={`${incidents.value.length} open`}>{incidents.value.length}</span>
              )}
            </a>
          ))}
        </nav>
        <LinkState />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {locked.value ? <Locked /> : <Page />}
      </main>
      <footer>
        Holdfast {about.value?.version ?? ""} · <a href="/docs/index.html">documentation</a> · <a href="/api">API</a>
      </footer>
    </>
  );
}

function Page() {
  const { page, id } = route.value;
  switch (page) {
    case "now":
      return <Now />;
    case "ends":
      return id === undefined ? <Ends /> : <EndDetail id={id} />;
    case "connections":
      return <Connections id={id} />;
    case "incidents":
      return id === undefined ? <Incidents /> : <IncidentDetail id={id} />;
    case "configuration":
      return <Configuration />;
    default:
      return (
        <section class="empty">
          <h1>There is no page “{page}”</h1>
          <p>
            <a href={to("now")}>Go to what happens now</a>
          </p>
        </section>
      );
  }
}

function LinkState() {
  const now = useClock();
  const state = link.value;
  switch (state.state) {
    case "connecting":
      return <p class="link" role="status">connecting…</p>;
    case "live":
      return <p class="link live" role="status">live</p>;
    case "lost":
      return (
        <p class="link lost" role="alert">
          The dashboard lost the server {duration(Math.max(1, Math.round((now - state.since) / 1000)))} ago, retrying
        </p>
      );
  }
}

function Locked() {
  return (
    <section class="empty">
      <h1>This server wants its admin token</h1>
      <p>It is kept in this tab only, and sent to this server only.</p>
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault();
          const token = new FormData(event.currentTarget).get("token");
          if (typeof token === "string" && token !== "") {
            unlock(token);
          }
        }}
      >
        <label>
          Admin token <input name="token" type="password" autocomplete="off" required />
        </label>
        <button type="submit">Unlock</button>
      </form>
    </section>
  );
}
