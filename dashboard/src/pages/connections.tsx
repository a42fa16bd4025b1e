import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { query, Refused, tell } from "../api";
import { bytes, count, duration } from "../format";
import type { Connection } from "../model";
import { useAsked } from "../parts/asked";
import { Chart } from "../parts/chart";
import { useScrolledTo } from "../parts/scrolled";
import { Empty, Failed, Time, Waiting } from "../parts/shown";
import { go, route, to } from "../route";

const PAGE = 100;

interface Page {
  open: number;
  offset: number;
  connections: Connection[];
}

export function Connections({ id }: { id: string | undefined }) {
  return id === undefined ? <List /> : <Followed id={id} />;
}

function List() {
  const user = route.value.parameters.get("user") ?? "";
  const offset = Number(route.value.parameters.get("offset") ?? "0");
  const asked = useAsked<Page>(`/api/connections${query({ user, offset, limit: PAGE })}`, 2000);
  return (
    <section>
      <h1>Connections</h1>
      <form class="filters" aria-label="Filter connections" onSubmit={(event) => event.preventDefault()}>
        <label>
          User
          <input type="search" value={user} placeholder="alice" onChange={(event) => go(to("connections", undefined, { user: event.currentTarget.value.trim() }))} />
        </label>
      </form>
      {asked.state === "asking" && <Waiting />}
      {asked.state === "failed" && <Failed why={asked.why} />}
      {asked.state === "answered" && <Table page={asked.value} user={user} />}
    </section>
  );
}

function Table({ page, user }: { page: Page; user: string }) {
  const [shown, below] = useScrolledTo(page.connections.length);
  if (page.connections.length === 0) {
    return <Empty title={user === "" ? "No connection is open" : `${user} has no open connection`} />;
  }
  const last = page.offset + page.connections.length;
  const turn = (offset: number) => to("connections", undefined, { user, offset: offset === 0 ? undefined : String(offset) });
  return (
    <>
      <p class="quiet">
        {count(page.offset + 1)} to {count(last)} of {count(page.open)} open, the oldest first{" "}
        {page.offset > 0 && <a href={turn(Math.max(0, page.offset - PAGE))}>older</a>}{" "}
        {page.connections.length === PAGE && <a href={turn(last)}>newer</a>}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Open connections">
        <table>
          <thead>
            <tr>
              <th scope="col">Connection</th><th scope="col">User</th><th scope="col">From</th><th scope="col">Path</th>
              <th scope="col">Age</th><th scope="col">Silent for</th><th scope="col">Round trip</th>
              <th scope="col">Messages in / out</th><th scope="col">Queued</th>
            </tr>
          </thead>
          <tbody>
            {page.connections.slice(0, shown).map((each) => (
              <tr key={each.connection_id} onClick={() => go(to("connections", each.connection_id))}>
                <td><a href={to("connections", each.connection_id)} onClick={(event) => event.stopPropagation()}>{each.connection_id}</a></td>
                <td>{each.user_id ?? <span class="quiet">none</span>}</td>
                <td>{each.remote_address}</td>
                <td>{each.path}</td>
                <td class="number">{duration(each.age_seconds)}</td>
                <td class="number">{duration(each.idle_seconds)}</td>
                <td class="number">{each.round_trip_seconds === null ? "–" : duration(each.round_trip_seconds)}</td>
                <td class="number">{count(each.messages_received)} / {count(each.messages_sent)}</td>
                <td class="number">{each.queued_bytes === 0 ? "–" : bytes(each.queued_bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div ref={below} />
      </div>
    </>
  );
}

interface Look {
  t: number;
  received: number;
  sent: number;
  queued: number;
  trip: number | null;
}

/** One connection, followed a look a second. */
function Followed({ id }: { id: string }) {
  const asked = useAsked<Connection>(`/api/connections/${encodeURIComponent(id)}`, 1000);
  const [looks, setLooks] = useState<readonly Look[]>([]);
  const before = useRef<Connection | null>(null);
  useEffect(() => {
    if (asked.state === "answered" && asked.value !== before.current) {
      const now = asked.value;
      const old = before.current;
      before.current = now;
      setLooks((all) => [
        ...all.slice(-299),
        {
          t: Math.floor(Date.now() / 1000),
          received: old === null ? 0 : now.messages_received - old.messages_received,
          sent: old === null ? 0 : now.messages_sent - old.messages_sent,
          queued: now.queued_bytes,
          trip: now.round_trip_seconds === null ? null : now.round_trip_seconds * 1000,
        },
      ]);
    }
  }, [asked]);
  switch (asked.state) {
    case "asking":
      return <Waiting />;
    case "failed":
      return asked.missing ? (
        <Empty title="This connection is not open any more">
          <p><a href={to("ends", id)}>Why it ended</a></p>
          <p><a href={to("connections")}>All connections</a></p>
        </Empty>
      ) : (
        <Failed why={asked.why} />
      );
    case "answered":
      return <One connection={asked.value} looks={looks} />;
  }
}

function One({ connection: each, looks }: { connection: Connection; looks: readonly Look[] }) {
  const seconds = looks.map((look) => look.t);
  return (
    <article>
      <p><a href={to("connections")}>← All connections</a></p>
      <h1>{each.user_id ?? each.connection_id}</h1>
      <p class="quiet">{each.state}, from {each.remote_address}, since <Time at={each.accepted_at} />, by {each.auth_method ?? "nothing"}, path {each.path ?? "none"}</p>
      <dl class="figures">
        <div><dt>Age</dt><dd>{duration(each.age_seconds)}</dd></div>
        <div><dt>Silent for</dt><dd>{duration(each.idle_seconds)}</dd></div>
        <div><dt>Round trip</dt><dd>{each.round_trip_seconds === null ? "–" : duration(each.round_trip_seconds)}</dd></div>
        <div><dt>Messages in</dt><dd>{count(each.messages_received)}</dd></div>
        <div><dt>Messages out</dt><dd>{count(each.messages_sent)}</dd></div>
        <div><dt>Queued</dt><dd>{bytes(each.queued_bytes)}</dd></div>
      </dl>
      <div class="charts">
        <Chart title="Messages a second" unit="" seconds={seconds} summary="since this page follows it" series={[
          { label: "in", colour: "--series-1", values: looks.map((look) => look.received) },
          { label: "out", colour: "--series-2", values: looks.map((look) => look.sent) },
        ]} />
        <Chart title="Queued" unit="B" seconds={seconds} summary="bytes that wait for the client" series={[
          { label: "queued", colour: "--series-3", values: looks.map((look) => look.queued) },
        ]} />
      </div>
      <Close id={each.connection_id} />
    </article>
  );
}

function Close({ id }: { id: string }) {
  const said = useSignal<string | null>(null);
  return (
    <form
      class="line"
      onSubmit={async (event) => {
        event.preventDefault();
        const reason = String(new FormData(event.currentTarget).get("reason") ?? "");
        try {
          await tell(`/api/connections/${encodeURIComponent(id)}/close`, { reason });
          said.value = "It is being closed.";
        } catch (failure) {
          said.value = failure instanceof Refused ? failure.message : "The server does not answer.";
        }
      }}
    >
      <label>
        Reason, for the log
        <input name="reason" required maxLength={100} />
      </label>
      <button type="submit" class="danger">Close this connection</button>
      {said.value !== null && <p role="status">{said.value}</p>}
    </form>
  );
}
