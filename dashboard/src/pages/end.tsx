import { bytes, count, duration, words } from "../format";
import type { End, Fact } from "../model";
import { useAsked } from "../parts/asked";
import { docPage, Empty, Expected, Failed, Sure, Time, Waiting } from "../parts/shown";
import { Timeline } from "../parts/timeline";
import { to } from "../route";

/** One end: what happened, how we know, what to do, and the whole life. */
export function EndDetail({ id }: { id: string }) {
  // It may be explained again while it is read.
  const asked = useAsked<End>(`/api/ends/${encodeURIComponent(id)}`, 3000);
  switch (asked.state) {
    case "asking":
      return <Waiting />;
    case "failed":
      return asked.missing ? (
        <Empty title="This end is not kept any more">
          <p>The last 10,000 are. The log may still have it: <code>grep {id} backend.log</code></p>
          <p><a href={to("ends")}>All ends</a></p>
        </Empty>
      ) : (
        <Failed why={asked.why} />
      );
    case "answered":
      return <Shown end={asked.value} />;
  }
}

function Shown({ end }: { end: End }) {
  const told = end.explanation;
  const report = end.timeline?.facts.find((fact) => fact.fact === "client-reported");
  return (
    <article class="end">
      <p><a href={to("ends")}>← All ends</a></p>
      <h1>{words(told.cause)}</h1>
      <p class="marks">
        <Sure confidence={told.confidence} /> <Expected explanation={told} /> <span class="quiet">begun by {told.initiator}</span>
      </p>
      <p class="summary">{told.summary}</p>

      <div class="sides">
        <section>
          <h2>What this side saw</h2>
          <ul>{told.evidence.map((each) => <li key={each}>{each}</li>)}</ul>
          {told.missing !== undefined && told.missing.length > 0 && (
            <>
              <h3>What would have decided it</h3>
              <ul>{told.missing.map((each) => <li key={each}>{each}</li>)}</ul>
            </>
          )}
        </section>
        <section>
          <h2>What the client saw</h2>
          {report === undefined ? (
            <p class="quiet">
              Nothing was reported: the client is none of ours, is not back yet, or has gone for good. It would have been
              shown <code>{end.disconnect_code}</code>{end.disconnect_reason === "" ? " and no reason" : <> and “{end.disconnect_reason}”</>}.
            </p>
          ) : (
            <Report report={report} />
          )}
        </section>
      </div>

      <section class="fix">
        <h2>What to do</h2>
        <p>{told.fix}</p>
        <p><a href={docPage(told.doc)}>About {words(told.cause)}: why it happens, how to confirm it, the exact settings</a></p>
      </section>

      {end.timeline !== undefined && (
        <section>
          <h2>Its life</h2>
          <Timeline start={end.timeline.start} facts={end.timeline.facts} seconds={end.duration_seconds} />
        </section>
      )}

      <section>
        <h2>Who it was</h2>
        <dl class="details">
          <Detail name="ended"><Time at={end.timestamp} /></Detail>
          <Detail name="lived">{end.opened ? duration(end.duration_seconds) : "refused"}</Detail>
          <Detail name="user">{end.user_id === null ? "none" : <a href={to("ends", undefined, { user: end.user_id })}>{end.user_id}</a>}</Detail>
          <Detail name="from"><a href={to("ends", undefined, { address: end.remote_address.replace(/:\d+$/, "") })}>{end.remote_address}</a></Detail>
          <Detail name="path">{end.path ?? "none"}</Detail>
          <Detail name="authenticated by">{end.auth_method ?? "nothing"}</Detail>
          <Detail name="subprotocol">{end.subprotocol ?? "none"}</Detail>
          <Detail name="origin">{end.origin ?? "none"}</Detail>
          <Detail name="user agent">{end.user_agent ?? "none"}</Detail>
          <Detail name="messages">{count(end.messages_received)} in, {count(end.messages_sent)} out</Detail>
          <Detail name="bytes">{bytes(end.bytes_received)} in, {bytes(end.bytes_sent)} out</Detail>
          <Detail name="connection"><code>{end.connection_id}</code></Detail>
        </dl>
      </section>
    </article>
  );
}

function Detail({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A client's own words, as data: they are never more than text here. */
function Report({ report }: { report: Fact }) {
  const said = report["report"];
  const rows = flat(said === null || typeof said !== "object" ? report : (said as Record<string, unknown>));
  return (
    <dl class="details narrow">
      {rows.map(([name, value]) => <Detail key={name} name={words(name.replaceAll("_", " "))}>{value}</Detail>)}
    </dl>
  );
}

function flat(object: Record<string, unknown>, prefix = ""): [string, string][] {
  return Object.entries(object).flatMap(([name, value]): [string, string][] => {
    if (value === null || value === undefined || name === "at_ms" || name === "fact") {
      return [];
    }
    return typeof value === "object" && !Array.isArray(value)
      ? flat(value as Record<string, unknown>, `${prefix}${name} `)
      : [[`${prefix}${name}`, Array.isArray(value) ? value.join(", ") : String(value)]];
  });
}
