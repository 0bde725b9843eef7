/** How do the counts run over time? Stacked areas, the least and the most, and what others said. */

import { computed, signal } from "@preact/signals";
import { area } from "d3-shape";
import { useEffect, useRef } from "preact/hooks";
import { colourOf, inks } from "../map/colours";
import { NOT_ASSESSED, theatre } from "../state/theatre";
import { day, dragged, figures, runs } from "../state/view";
import { settle } from "../time/player";
import { monthsWithin } from "../time/days";
import { markName, spacing } from "../time/Histogram";
import { reach } from "../time/TimeBar";
import type { Runs } from "../time/runs";
import { edtf, label, number, sourceName, words } from "../words";
import { leading } from "./Buckets";
import { pointsFor, type Point } from "./published";

const width = signal(380);
const HEIGHT = 190;
const EDGE = { top: 8, right: 8, bottom: 20 };

/** The room for the counts at the axis, as wide as the largest. */
const leftOf = (found: Runs): number => 9 + 7 * number(found.size).length;

/** The statuses from the bottom up: the leading one on the ground, `not_assessed` on top. */
function stackOrder(found: Runs): number[] {
  const all = found.statuses.map((_, i) => i);
  const lead = found.statuses.indexOf(leading());
  const rest = all.filter((i) => i !== lead && found.statuses[i] !== NOT_ASSESSED);
  const last = found.statuses.indexOf(NOT_ASSESSED);
  return lead === last ? [lead, ...rest] : [lead, ...rest.reverse(), last];
}

interface Axes {
  x: (day: number) => number;
  y: (count: number) => number;
  days: number[];
}

function axesOf(found: Runs, [first, last]: [number, number]): Axes {
  const left = leftOf(found);
  const wide = width.value - EDGE.right - left;
  const x = (at: number) => left + ((at - first) / Math.max(last - first, 1)) * wide;
  const y = (n: number) => HEIGHT - EDGE.bottom - (n / Math.max(found.size, 1)) * (HEIGHT - EDGE.bottom - EDGE.top);
  const step = Math.max(1, Math.floor((last - first) / 600));
  const days = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
  return { x, y, days: days.at(-1) === last ? days : [...days, last] };
}

const drawing = computed(() => {
  const found = runs.value;
  if (!found) return null;
  const axes = axesOf(found, reach.value);
  const base = new Map(axes.days.map((d) => [d, 0]));
  const layers = stackOrder(found).map((i) => {
    const at = (d: number) => found.at(d, i).count;
    const path = area<number>((d) => axes.x(d), (d) => axes.y(base.get(d)!), (d) => axes.y(base.get(d)! + at(d)))(axes.days);
    for (const d of axes.days) base.set(d, base.get(d)! + at(d));
    return { id: found.statuses[i]!, path: path ?? "" };
  });
  const lead = found.statuses.indexOf(leading());
  const band = area<number>((d) => axes.x(d), (d) => axes.y(found.at(d, lead).low), (d) => axes.y(found.at(d, lead).high))(axes.days);
  return { found, axes, layers, band: band ?? "" };
});

const points = computed<Point[]>(() => {
  const [first, last] = reach.value;
  const all = pointsFor(figures.value.value ?? [], leading(), theatre.value?.code ?? "");
  return all.filter((point) => point.day >= first && point.day <= last);
});

export function Areas() {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const watch = new ResizeObserver(() => (width.value = frame.current!.clientWidth));
    watch.observe(frame.current!);
    return () => watch.disconnect();
  }, []);
  return (
    <figure class="areas">
      <figcaption>
        <h2>{words.value.overTime}</h2>
        <p class="quiet">{words.value.overTimeHint(label(leading()))}</p>
      </figcaption>
      <div ref={frame}><Chart /></div>
      {points.value.length > 0 && <Published points={points.value} />}
    </figure>
  );
}

function Chart() {
  const found = drawing.value;
  const ink = inks();
  if (!found) return null;
  const { axes: { x, y }, layers, band } = found;
  return (
    <svg
      id="chart" width={width.value} height={HEIGHT} viewBox={`0 0 ${width.value} ${HEIGHT}`}
      role="img" aria-label={words.value.overTime} direction="ltr" font-family="system-ui, sans-serif" font-size="11"
      onPointerDown={(event) => seek(event, found.axes)}
      onPointerMove={(event) => event.buttons === 1 && seek(event, found.axes)}
      onPointerUp={settle}
    >
      <defs>
        <pattern id="band" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="1.8" height="5" fill={ink.text} />
        </pattern>
      </defs>
      {layers.map(({ id, path }) => <path key={id} d={path} fill={colourOf(id)} />)}
      <path d={band} fill="url(#band)" fill-opacity="0.55" />
      <Ticks found={found.found} x={x} y={y} />
      <line x1={x(day.value)} x2={x(day.value)} y1={EDGE.top} y2={HEIGHT - EDGE.bottom} stroke={ink.text} stroke-width="1.5" />
      {points.value.map((point, i) => (
        <circle key={i} cx={x(point.day)} cy={y(point.share * found.found.size)} r="4" fill="#fff" stroke="#1c2430" stroke-width="1.6">
          <title>{`${point.source}, ${edtf(point.date)}: ${told(point)}`}</title>
        </circle>
      ))}
    </svg>
  );
}

function seek(event: PointerEvent, { x, days }: Axes): void {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const at = event.clientX - box.left;
  dragged.value = days.reduce((best, d) => (Math.abs(x(d) - at) < Math.abs(x(best) - at) ? d : best));
}

function Ticks({ found, x, y }: { found: Runs; x: Axes["x"]; y: Axes["y"] }) {
  const ink = inks();
  const [first, last] = reach.value;
  const every = spacing(first, last, width.value / 60);
  const left = leftOf(found);
  return (
    <g fill={ink.quiet}>
      {[0, 0.25, 0.5, 0.75, 1].map((part) => (
        <g key={part}>
          <line x1={left} x2={width.value - EDGE.right} y1={y(part * found.size)} y2={y(part * found.size)} stroke={ink.text} stroke-opacity=".13" />
          <text x={left - 5} y={y(part * found.size) + 4} text-anchor="end">{number(Math.round(part * found.size))}</text>
        </g>
      ))}
      {monthsWithin(first, last, every).map((date) => (
        <text key={date} x={x(date)} y={HEIGHT - 5} text-anchor="middle">{markName(date, every)}</text>
      ))}
    </g>
  );
}

function told({ text, denominator }: Point): string {
  return denominator ? words.value.figureOf(text, number(denominator)) : text;
}

function Published({ points: shown }: { points: Point[] }) {
  const w = words.value;
  return (
    <details class="published">
      <summary>{w.figures} ({number(shown.length)})</summary>
      <p class="quiet">{w.figuresNote}</p>
      <table>
        <thead><tr><th>{w.figureDate}</th><th>{w.figureValue}</th><th>{w.figureSource}</th></tr></thead>
        <tbody>
          {[...shown].sort((a, b) => a.day - b.day).map((point, i) => (
            <tr key={i}>
              <td>{edtf(point.date)}</td>
              <td>{told(point)}</td>
              <td>{point.url ? <a href={point.url} rel="noreferrer">{sourceName(point.source)}</a> : sourceName(point.source)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
