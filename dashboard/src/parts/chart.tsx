import { useEffect, useMemo, useRef } from "preact/hooks";
import uPlot from "uplot";
import { inAFrame, notAnyMore } from "./frames";

export interface Series {
  label: string;
  /** A custom property of the style sheet, so that dark and light each have their own. */
  colour: string;
  values: readonly (number | null)[];
  /** Bars that stand on each other; a line otherwise. */
  stacked?: boolean;
}

/**
 * A chart over time. Drawn again in place when its data change; made anew only when its series do.
 * @param seconds of every value, since 1970
 */
export function Chart(props: {
  title: string;
  seconds: readonly number[];
  series: readonly Series[];
  unit: string;
  height?: number;
  /** Said to those who can't see it. */
  summary: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | null>(null);
  const shape = props.series.map((each) => `${each.label}${each.stacked ? "+" : ""}${each.colour}`).join("|");
  const data = useMemo(() => columns(props.seconds, props.series), [props.seconds, props.series]);

  useEffect(() => {
    const element = place.current;
    if (element === null) {
      return;
    }
    const chart = new uPlot(options(element, props.series, props.unit, props.height ?? 150), data, element);
    drawn.current = chart;
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: props.height ?? 150 }));
    resized.observe(element);
    // Colours are read when the chart is made.
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const recolour = () => chart.redraw(false);
    scheme.addEventListener("change", recolour);
    return () => {
      resized.disconnect();
      scheme.removeEventListener("change", recolour);
      notAnyMore(chart);
      chart.destroy();
      drawn.current = null;
    };
  }, [shape, props.unit, props.height]);

  // A moment changes every chart of a page; drawn all at once they would make a long frame.
  useEffect(() => {
    const chart = drawn.current;
    if (chart !== null && chart.data !== data) {
      inAFrame(chart, () => chart.setData(data));
    }
  }, [data]);

  return (
    <figure class="chart">
      <figcaption>{props.title}</figcaption>
      <div ref={place} role="img" aria-label={`${props.title}: ${props.summary}`} />
    </figure>
  );
}

function columns(seconds: readonly number[], series: readonly Series[]): uPlot.AlignedData {
  const below = new Array<number>(seconds.length).fill(0);
  const values = series.map((each) =>
    each.stacked
      ? each.values.map((value, i) => {
          below[i] = (below[i] ?? 0) + (value ?? 0);
          return below[i] ?? 0;
        })
      : [...each.values],
  );
  // The greatest sum is drawn first, so that the smaller ones stand in front of it.
  const order = series.some((each) => each.stacked) ? values.reverse() : values;
  return [[...seconds], ...order] as uPlot.AlignedData;
}

function property(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(element: HTMLElement, series: readonly Series[], unit: string, height: number): uPlot.Options {
  const stacked = series.some((each) => each.stacked);
  const shown = stacked ? [...series].reverse() : series;
  const axis = {
    stroke: () => property("--quiet"),
    grid: { stroke: () => property("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  const bars = uPlot.paths.bars?.({ size: [0.9, 40], align: 1 });
  return {
    width: Math.max(element.clientWidth, 120),
    height,
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true },
    scales: { y: { range: (_chart, _low, high) => [0, high > 0 ? high * 1.1 : 1] } },
    axes: [
      {
        ...axis,
        space: 70,
        values: (_chart, ticks, _index, _space, step) =>
          ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", ...(step < 60 ? { second: "2-digit" } : {}), hour12: false })),
      },
      {
        ...axis,
        size: 52,
        values: (_chart, ticks) => ticks.map((tick) => `${tick >= 10000 ? `${tick / 1000}k` : tick}${unit === "" ? "" : ` ${unit}`}`),
      },
    ],
    series: [
      {},
      ...shown.map((each) => ({
        label: each.label,
        stroke: () => property(each.colour),
        width: each.stacked ? 0 : 1.6,
        points: { show: false },
        spanGaps: false,
        value: (_chart: uPlot, value: number | null) => (value === null ? "–" : `${Math.round(value * 100) / 100} ${unit}`.trim()),
        ...(each.stacked && bars ? { fill: () => property(each.colour), paths: bars } : {}),
      })),
    ],
  };
}
