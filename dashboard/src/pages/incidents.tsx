import { useMemo } from "preact/hooks";
import { count, duration, words } from "../format";
import { moments } from "../live";
import type { Incident } from "../model";
import { useAsked } from "../parts/asked";
import { Chart } from "../parts/chart";
import { docPage, Empty, Failed, Sure, Time, Waiting } from "../parts/shown";
import { to } from "../route";

export function Incidents() {
  const asked = useAsked<{ incidents: Incident[] }>("/api/incidents?limit=200", 2000);
  return (
    <section>
      <h1>Incidents</h1>
      {asked.state === "asking" && <Waiting />}
      {asked.state === "failed" && <Failed why={asked.why} />}
      {asked.state === "answered" &&
        (asked.value.incidents.length === 0 ? (
          <Empty title="No incident so far">
            <p>Limits that cut connections off, reconnect loops, mass ends and reconnect storms are told here.</p>
          </Empty>
        ) : (
          <ul class="incidents">
            {asked.value.incidents.map((each) => (
              <li key={each.incident_id} class={each.open ? "open" : ""}>
                <a href={to("incidents", each.incident_id)}>
                  <span class={`mark ${each.open ? "unexpected" : "expected"}`}>{each.open ? "goes on" : "over"}</span>{" "}
                  <strong>{words(each.kind)}</strong>: {each.subject} <span class="sentence">{each.explanation.summary}</span>
                </a>{" "}
                <span class="quiet">
                  <Time at={each.started_at} />, {count(each.count)}
                </span>
              </li>
            ))}
          </ul>
        ))}
    </section>
  );
}

export function IncidentDetail({ id }: { id: string }) {
  const asked = useAsked<Incident>(`/api/incidents/${encodeURIComponent(id)}`, 2000);
  switch (asked.state) {
    case "asking":
      return <Waiting />;
    case "failed":
      return asked.missing ? <Empty title="This incident is not kept any more"><p><a href={to("incidents")}>All incidents</a></p></Empty> : <Failed why={asked.why} />;
    case "answered":
      return <Shown incident={asked.value} />;
  }
}

const TOLD = ["measure", "limit_seconds", "places", "client", "period_seconds", "steady", "span_seconds", "peak_per_second", "refused", "after"];

function Shown({ incident: each }: { incident: Incident }) {
  const from = Date.parse(each.started_at);
  const until = Date.parse(each.ended_at ?? each.last_at);
  const cause = each.explanation.cause;
  return (
    <article>
      <p><a href={to("incidents")}>← All incidents</a></p>
      <h1>{words(each.kind)}: {words(cause)}</h1>
      <p class="marks"><span class={`mark ${each.open ? "unexpected" : "expected"}`}>{each.open ? "goes on" : "over"}</span> <Sure confidence={each.explanation.confidence} /></p>
      <p class="summary">{each.explanation.summary}</p>
      <dl class="figures">
        <div><dt>Since</dt><dd><Time at={each.started_at} /></dd></div>
        <div><dt>{each.open ? "Newest" : "Over"}</dt><dd><Time at={until} /></dd></div>
        <div><dt>For</dt><dd>{duration(Math.max(0, (until - from) / 1000))}</dd></div>
        <div><dt>Ends or arrivals</dt><dd>{count(each.count)}</dd></div>
      </dl>
      <Curve from={from / 1000} until={until / 1000} />
      <div class="sides">
        <section>
          <h2>Evidence</h2>
          <ul>{each.explanation.evidence.map((line) => <li key={line}>{line}</li>)}</ul>
        </section>
        <section>
          <h2>What they share, and what not</h2>
          <dl class="details narrow">
            {[...rows(each.shared, "all: "), ...rows(each.different, "different "), ...rows(each["causes"] as Record<string, unknown> | undefined, "cause ")].map(([name, value]) => (
              <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
            ))}
            {TOLD.flatMap((name) => rows({ [name]: each[name] }, "")).map(([name, value]) => (
              <div key={name}><dt>{name.replaceAll("_", " ")}</dt><dd>{value}</dd></div>
            ))}
          </dl>
        </section>
      </div>
      <section class="fix">
        <h2>What to do</h2>
        <p>{each.explanation.fix}</p>
        <p><a href={docPage(each.explanation.doc)}>About {words(cause)}</a></p>
      </section>
      <section>
        <h2>Its ends</h2>
        <ul>{each.connections.map((id) => <li key={id}><a href={to("ends", id)}>{id}</a></li>)}</ul>
        <p><a href={to("ends", undefined, { since: each.started_at, until: new Date(until + 1000).toISOString() })}>All ends of this time</a></p>
      </section>
    </article>
  );
}

function rows(object: Record<string, unknown> | undefined, prefix: string): [string, string][] {
  return Object.entries(object ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [`${prefix}${name}`, typeof value === "object" ? JSON.stringify(value) : String(value)]);
}

/** What ended and was refused around it, from a minute before it began. */
function Curve({ from, until }: { from: number; until: number }) {
  const all = moments.value;
  const shown = useMemo(() => all.filter((each) => each.t >= from - 60 && each.t <= until + 60), [all, from, until]);
  if (shown.length < 2) {
    return <p class="quiet">Its curve is older than the hour that is kept.</p>;
  }
  return (
    <div class="charts">
      <div class="wide">
        <Chart
          title="Ends, refusals and arrivals a second"
          unit=""
          height={170}
          seconds={shown.map((each) => each.t)}
          summary={`${shown.reduce((sum, each) => sum + each.ended, 0)} ended`}
          series={[
            { label: "ended", colour: "--series-3", values: shown.map((each) => each.ended) },
            { label: "refused", colour: "--series-2", values: shown.map((each) => each.rejected) },
            { label: "opened", colour: "--series-1", values: shown.map((each) => each.opened) },
          ]}
        />
      </div>
    </div>
  );
}
