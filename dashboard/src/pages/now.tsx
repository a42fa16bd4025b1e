import { useComputed, useSignal } from "@preact/signals";
import { count, duration, plural, words } from "../format";
import { incidents, link, moments, over } from "../live";
import type { Backend, Moment } from "../model";
import { useAsked } from "../parts/asked";
import { Chart } from "../parts/chart";
import { useClock } from "../parts/clock";
import { Time, Waiting } from "../parts/shown";
import { to } from "../route";

const SPANS = [
  [300, "5 min"],
  [900, "15 min"],
  [3600, "1 h"],
] as const;

export function Now() {
  const span = useSignal<number>(900);
  const shown = useComputed(() => {
    const newest = moments.value.at(-1)?.t ?? 0;
    return moments.value.filter((each) => each.t > newest - span.value);
  });
  const asked = useAsked<{ backends: Backend[] }>("/api/backends", 5000);
  const backends = asked.state === "answered" ? asked.value.backends : [];
  if (moments.value.length === 0) {
    return (
      <section>
        <h1>Now</h1>
        {link.value.state === "lost" ? null : <Waiting />}
      </section>
    );
  }
  return (
    <section>
      <h1 class="hidden">Now</h1>
      <Verdict down={backends.filter((each) => each.up === false)} />
      <OpenIncidents />
      <Figures />
      {backends.length > 0 && <Backends all={backends} />}
      <fieldset class="spans">
        <legend class="hidden">How far back the charts go</legend>
        {SPANS.map(([seconds, name]) => (
          <label key={seconds}>
            <input type="radio" name="span" checked={span.value === seconds} onChange={() => { span.value = seconds; }} />
            {name}
          </label>
        ))}
      </fieldset>
      <Charts moments={shown.value} />
    </section>
  );
}

/** When the trouble began: the first unexpected end that no quiet minute parts from the newest one. */
function since(all: readonly Moment[]): number | null {
  let first: number | null = null;
  for (let i = all.length - 1; i >= 0; i--) {
    const each = all[i];
    if (each === undefined || (first !== null && first - each.t > 60)) {
      break;
    }
    if (each.unexpected > 0) {
      first = each.t;
    }
  }
  return first;
}

/** The causes of the newest seconds, the most frequent first. */
function causes(seconds: number, of: (each: Moment) => Record<string, number> = (each) => each.causes): [string, number][] {
  const sums = new Map<string, number>();
  const newest = moments.value.at(-1)?.t ?? 0;
  for (const each of moments.value) {
    if (each.t > newest - seconds) {
      for (const [cause, number] of Object.entries(of(each))) {
        sums.set(cause, (sums.get(cause) ?? 0) + number);
      }
    }
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** For whoever is woken by it: is it on fire, since when, and what is it. */
function Verdict({ down }: { down: readonly Backend[] }) {
  const unexpected = over(60, (each) => each.unexpected);
  const open = incidents.value.length;
  const began = since(moments.value);
  const worst = causes(60, (each) => each.troubles)[0]?.[0];
  const ours = moments.value.at(-1)?.lag_ms ?? 0;
  const out = down.map((each) => each.backend).join(", ");
  if (open === 0 && unexpected === 0 && down.length > 0) {
    return (
      <div class="verdict worry" role="alert">
        <p class="big">{down.length === 1 ? "A backend is down" : `${down.length} backends are down`}</p>
        <p>No new connections go to {out}. No incident, and no unexpected end in the last minute.</p>
      </div>
    );
  }
  if (open === 0 && unexpected === 0) {
    return (
      <div class="verdict good">
        <p class="big">All quiet</p>
        <p>No incident, and no unexpected end in the last minute.{ours > 100 ? ` An event loop is ${Math.round(ours)} ms late, though.` : ""}</p>
      </div>
    );
  }
  return (
    <div class={`verdict ${open > 0 ? "bad" : "worry"}`} role="alert">
      <p class="big">{open > 0 ? plural(open, "incident") : "Connections are being lost"}</p>
      <p>
        {plural(unexpected, "unexpected end")} in the last minute
        {worst !== undefined && <>, mostly <strong>{words(worst)}</strong></>}
        {began !== null && <>, since <Time at={began * 1000} /></>}.{down.length > 0 && ` Down: ${out}.`}
      </p>
    </div>
  );
}

function OpenIncidents() {
  const now = useClock();
  if (incidents.value.length === 0) {
    return null;
  }
  return (
    <ul class="incidents">
      {incidents.value.map((each) => (
        <li key={each.incident_id}>
          <a href={to("incidents", each.incident_id)}>
            <span class="mark unexpected">{words(each.kind)}</span> <strong>{words(each.explanation.cause)}</strong>{" "}
            <span class="sentence">{each.explanation.summary}</span>
            <span class="quiet"> {duration(Math.max(0, (now - Date.parse(each.started_at)) / 1000))}, {count(each.count)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Figures() {
  const latest = moments.value.at(-1);
  const ended = over(600, (each) => each.ended);
  const stable = over(600, (each) => each.over_minute);
  const trips = moments.value.slice(-60).flatMap((each) => (each.rtt_ms === null ? [] : [each.rtt_ms]));
  const trip = trips.length === 0 ? null : trips.reduce((a, b) => a + b, 0) / trips.length;
  const figures: [string, string, string?][] = [
    ["Open connections", count(latest?.open ?? 0)],
    ["Opened a second", (over(10, (each) => each.opened) / 10).toFixed(1), "over 10 s"],
    ["Ended a second", (over(10, (each) => each.ended) / 10).toFixed(1), "over 10 s"],
    ["Refused in the last minute", count(over(60, (each) => each.rejected))],
    ["Lived over one minute", ended === 0 ? "–" : `${Math.round((100 * stable) / ended)} %`, "of ends in 10 min"],
    ["Heartbeat round trip", trip === null ? "–" : duration(trip / 1000), "mean of a minute"],
    ["Event loops late by", duration((latest?.lag_ms ?? 0) / 1000)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note !== undefined && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Where a gateway's connections go; a server has none. */
function Backends({ all }: { all: readonly Backend[] }) {
  return (
    <div class="scroll backends" tabIndex={0} role="region" aria-label="Backends">
      <table>
        <thead>
          <tr>
            <th scope="col">Backend</th><th scope="col">Health</th><th scope="col">Connections</th>
            <th scope="col">Sent to it since the start</th><th scope="col">Not taken by it</th>
          </tr>
        </thead>
        <tbody>
          {all.map((each) => (
            <tr key={each.backend} class={each.up === false ? "unexpected" : undefined}>
              <td>{each.backend}</td>
              <td><Health up={each.up} /></td>
              <td class="number">{count(each.connections)}</td>
              <td class="number">{count(each.chosen)}</td>
              <td class="number">{count(each.unreached)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Health({ up }: { up: boolean | null }) {
  if (up === null) {
    return <span class="quiet">not looked at</span>;
  }
  return up ? <span class="mark expected">up</span> : <span class="mark unexpected">down</span>;
}

/** At most so many causes have a colour of their own; the rest is one. */
const COLOURS = ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5", "--series-6"];

function Charts({ moments: shown }: { moments: readonly Moment[] }) {
  const seconds = shown.map((each) => each.t);
  const width = Math.max(1, Math.ceil(shown.length / 90)); // seconds of a bar
  const bars = grouped(shown, width);
  const top = causes(shown.length).slice(0, COLOURS.length - 1).map(([cause]) => cause);
  const rest = (each: Moment) =>
    Object.entries(each.causes).reduce((sum, [cause, number]) => sum + (top.includes(cause) ? 0 : number), 0);
  const sum = (figure: (each: Moment) => number) => shown.reduce((all, each) => all + figure(each), 0);
  return (
    <div class="charts">
      <Chart
        title="Open connections"
        unit=""
        seconds={seconds}
        summary={`${shown.at(-1)?.open ?? 0} now`}
        series={[{ label: "open", colour: "--series-1", values: shown.map((each) => each.open) }]}
      />
      <Chart
        title="Opened and ended a second"
        unit=""
        seconds={seconds}
        summary={`${sum((each) => each.opened)} opened and ${sum((each) => each.ended)} ended in all`}
        series={[
          { label: "opened", colour: "--series-1", values: shown.map((each) => each.opened) },
          { label: "ended", colour: "--series-2", values: shown.map((each) => each.ended) },
        ]}
      />
      <Chart
        title="Unexpected ends a minute"
        unit=""
        seconds={seconds}
        summary={`${sum((each) => each.unexpected)} in all`}
        series={[{ label: "unexpected", colour: "--series-3", values: rolling(shown, 60, (each) => each.unexpected) }]}
      />
      <Chart
        title="Share that lived over one minute"
        unit="%"
        seconds={seconds}
        summary="of the connections that ended in the ten minutes before"
        series={[{ label: "share", colour: "--series-4", values: shares(shown) }]}
      />
      <Chart
        title="Heartbeat round trip"
        unit="ms"
        seconds={seconds}
        summary="mean of each second"
        series={[{ label: "round trip", colour: "--series-5", values: shown.map((each) => each.rtt_ms) }]}
      />
      <Chart
        title="Event loops late by"
        unit="ms"
        seconds={seconds}
        summary="the greatest of all loops"
        series={[{ label: "late", colour: "--series-6", values: shown.map((each) => each.lag_ms) }]}
      />
      <div class="wide">
        <Chart
          title={`Ends by cause, ${width === 1 ? "a second" : `${width} s`} a bar`}
          unit=""
          height={200}
          seconds={bars.map((each) => each.t)}
          summary={causes(shown.length).slice(0, 5).map(([cause, number]) => `${words(cause)} ${number}`).join(", ") || "none"}
          series={[
            ...top.map((cause, i) => ({
              label: words(cause),
              colour: COLOURS[i] ?? "--series-6",
              stacked: true,
              values: bars.map((each) => each.causes[cause] ?? 0),
            })),
            { label: "others", colour: "--quiet", stacked: true, values: bars.map(rest) },
          ]}
        />
      </div>
    </div>
  );
}

function rolling(all: readonly Moment[], seconds: number, figure: (each: Moment) => number): number[] {
  let sum = 0;
  let from = 0;
  return all.map((each) => {
    sum += figure(each);
    for (let old = all[from]; old !== undefined && old.t <= each.t - seconds; old = all[++from]) {
      sum -= figure(old);
    }
    return sum;
  });
}

function shares(all: readonly Moment[]): (number | null)[] {
  const ended = rolling(all, 600, (each) => each.ended);
  return rolling(all, 600, (each) => each.over_minute).map((stable, i) => {
    const of = ended[i] ?? 0;
    return of === 0 ? null : Math.round((100 * stable) / of);
  });
}

function grouped(all: readonly Moment[], width: number): Moment[] {
  const groups: Moment[] = [];
  for (const each of all) {
    const start = each.t - (each.t % width);
    const group = groups.at(-1);
    if (group === undefined || group.t !== start) {
      groups.push({ ...each, t: start, causes: { ...each.causes } });
    } else {
      for (const [cause, number] of Object.entries(each.causes)) {
        group.causes[cause] = (group.causes[cause] ?? 0) + number;
      }
    }
  }
  return groups;
}
