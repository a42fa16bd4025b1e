import { useState } from "preact/hooks";
import { ask, query } from "../api";
import { duration, words } from "../format";
import type { End } from "../model";
import { useAsked } from "../parts/asked";
import { useScrolledTo } from "../parts/scrolled";
import { Empty, Failed, Sure, Time, Waiting } from "../parts/shown";
import { go, route, to } from "../route";

const FILTERS = ["cause", "user", "address", "path", "confidence", "expected", "opened", "since", "until"] as const;

interface Page {
  ends: End[];
  next: number | null;
}

/** The newest ends, filtered by what stands in the address. */
export function Ends() {
  const wanted = route.value.parameters;
  const filters = Object.fromEntries(FILTERS.map((name) => [name, wanted.get(name) ?? undefined]));
  const path = `/api/ends${query({ ...filters, limit: 100, timeline: "false" })}`;
  const newest = useAsked<Page>(path, 2000);
  return (
    <section>
      <h1>Ends</h1>
      <Filters filters={filters} />
      {newest.state === "asking" && <Waiting />}
      {newest.state === "failed" && <Failed why={newest.why} />}
      {newest.state === "answered" &&
        (newest.value.ends.length === 0 ? (
          <Empty title={Object.values(filters).some(Boolean) ? "No end fits" : "No connection has ended yet"}>
            {Object.values(filters).some(Boolean) ? (
              <p><a href={to("ends")}>Show all</a></p>
            ) : (
              <p>Refused handshakes and ended connections are listed here, each with its explanation.</p>
            )}
          </Empty>
        ) : (
          <List key={path} newest={newest.value} filters={filters} />
        ))}
    </section>
  );
}

function List({ newest, filters }: { newest: Page; filters: Record<string, string | undefined> }) {
  const [older, setOlder] = useState<{ ends: End[]; next: number | null } | null>(null);
  const known = new Set(newest.ends.map((end) => end.connection_id));
  const all = [...newest.ends, ...(older?.ends ?? []).filter((end) => !known.has(end.connection_id))];
  const next = older === null ? newest.next : older.next;
  const more = async () => {
    if (next !== null) {
      const page = await ask<Page>(`/api/ends${query({ ...filters, limit: 100, before: next, timeline: "false" })}`);
      setOlder({ ends: [...(older?.ends ?? newest.ends), ...page.ends], next: page.next });
    }
  };
  return (
    <>
      <EndTable ends={all} />
      {next !== null && <button type="button" onClick={() => void more()}>Older ends</button>}
    </>
  );
}

export function EndTable({ ends }: { ends: readonly End[] }) {
  const [shown, below] = useScrolledTo(ends.length);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Ends">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Cause</th>
            <th scope="col">What happened</th>
            <th scope="col">User</th>
            <th scope="col">From</th>
            <th scope="col">Lived</th>
            <th scope="col">Code</th>
          </tr>
        </thead>
        <tbody>
          {ends.slice(0, shown).map((end) => (
            <tr key={end.connection_id} class={end.explanation.expected ? "" : "unexpected"} onClick={() => go(to("ends", end.connection_id))}>
              <td><Time at={end.timestamp} /></td>
              <td>
                <a href={to("ends", end.connection_id)} onClick={(event) => event.stopPropagation()}>
                  {words(end.explanation.cause)}
                </a>
                <br />
                <Sure confidence={end.explanation.confidence} />
              </td>
              <td class="sentence">{end.explanation.summary}</td>
              <td>{end.user_id ?? <span class="quiet">none</span>}</td>
              <td>{end.remote_address}</td>
              <td class="number">{end.opened ? duration(end.duration_seconds) : <span class="quiet">refused</span>}</td>
              <td class="number">{end.disconnect_code}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div ref={below} />
    </div>
  );
}

function Filters({ filters }: { filters: Record<string, string | undefined> }) {
  const set = (name: string, value: string) =>
    go(to("ends", undefined, { ...filters, [name]: value === "" ? undefined : value }));
  const text = (name: string, label: string, placeholder: string) => (
    <label>
      {label}
      <input
        type="search"
        value={filters[name] ?? ""}
        placeholder={placeholder}
        onChange={(event) => set(name, event.currentTarget.value.trim())}
      />
    </label>
  );
  const choice = (name: string, label: string, options: [string, string][]) => (
    <label>
      {label}
      <select value={filters[name] ?? ""} onChange={(event) => set(name, event.currentTarget.value)}>
        <option value="">any</option>
        {options.map(([value, shown]) => <option key={value} value={value}>{shown}</option>)}
      </select>
    </label>
  );
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter ends">
      {text("cause", "Cause", "proxy-idle-timeout")}
      {text("user", "User", "alice")}
      {text("address", "Address", "203.0.113.7")}
      {text("path", "Path", "/ws")}
      {choice("confidence", "How sure", [["PROVEN", "proven"], ["LIKELY", "likely"], ["POSSIBLE", "possible"], ["NONE", "unknown"]])}
      {choice("expected", "Expected", [["true", "expected"], ["false", "unexpected"]])}
      {choice("opened", "Opened", [["true", "was open"], ["false", "refused"]])}
      <label>
        Since
        <input
          type="datetime-local"
          step="1"
          value={local(filters["since"])}
          onChange={(event) => set("since", moment(event.currentTarget.value))}
        />
      </label>
      <label>
        Until
        <input
          type="datetime-local"
          step="1"
          value={local(filters["until"])}
          onChange={(event) => set("until", moment(event.currentTarget.value))}
        />
      </label>
      {Object.values(filters).some(Boolean) && <a class="clear" href={to("ends")}>Clear</a>}
    </form>
  );
}

/** A moment as its input field wants it: in the viewer's zone, without saying so. */
function local(iso: string | undefined): string {
  if (iso === undefined) {
    return "";
  }
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function moment(text: string): string {
  return text === "" ? "" : new Date(text).toISOString();
}
