/** When did how many districts change? Bars under the slider, with the months. */

import type { Runs } from "./runs";
import { dateOf, monthsWithin } from "./days";
import { monthName, yearName } from "../words";

interface Bars {
  runs: Runs;
  first: number;
  last: number;
  shown: number;
}

const HEIGHT = 34;

export function Histogram({ runs, first, last, shown }: Bars) {
  const days = last - first + 1;
  const wide = Math.max(1, Math.ceil(days / 400)); // days of one bar
  const heights: number[] = [];
  for (let day = first; day <= last; day += wide) {
    let sum = 0;
    for (let i = day; i < day + wide && i <= last; i += 1) sum += runs.transitions[i - runs.first] ?? 0;
    heights.push(sum);
  }
  const most = Math.max(1, ...heights);
  const bars = heights.map((n, i) =>
    n === 0 ? "" : bar(i * wide, wide, Math.max(1.5, Math.sqrt(n / most) * HEIGHT)),
  );
  const cut = Math.floor((shown - first) / wide) + 1;
  return (
    <svg class="histogram" viewBox={`0 0 ${days} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="past" d={bars.slice(0, cut).join("")} />
      <path class="future" d={bars.slice(cut).join("")} />
    </svg>
  );
}

function bar(x: number, width: number, height: number): string {
  return `M${x},${HEIGHT}v${-height.toFixed(1)}h${(width * 0.82).toFixed(2)}v${height.toFixed(1)}Z`;
}

/** Name the months, or the years of a long stretch, where they begin. */
export function Months({ first, last }: { first: number; last: number }) {
  const every = spacing(first, last, 9);
  const marks = monthsWithin(first, last, every).map((day) => ({ at: (day - first) / (last - first), day }));
  return (
    <div class="months" aria-hidden="true">
      {marks.filter(({ at }) => at > 0.02 && at < 0.97).map(({ at, day }) => (
        <span key={day} style={{ insetInlineStart: `${(at * 100).toFixed(2)}%` }}>{markName(day, every)}</span>
      ))}
    </div>
  );
}

/** Find how many months lie between marks, so that there are about so many marks. */
export function spacing(first: number, last: number, marks: number): number {
  const months = (last - first) / 30;
  return [1, 2, 3, 6, 12].find((every) => months / every <= marks) ?? 12;
}

/** Name a month's first day: January by its year. */
export function markName(day: number, every: number): string {
  const date = dateOf(day);
  return date.getUTCMonth() === 0 || every === 12 ? yearName(date) : monthName(date);
}
