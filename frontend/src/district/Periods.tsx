/** Through which periods did the district go? A line of time, and the same in words. */

import type { History, Period } from "../api/answers";
import { Chip } from "../map/Chip";
import { colourOf, inks } from "../map/colours";
import { day } from "../state/view";
import { dayOf } from "../time/days";
import { reach } from "../time/TimeBar";
import { edtf, shortDay, words } from "../words";

const WIDTH = 1000;

export function Periods({ history }: { history: History }) {
  const w = words.value;
  const periods = history.periods;
  if (periods.length === 0) return null;
  return (
    <section class="periods" aria-labelledby="periods-title">
      <h3 id="periods-title">{w.periods}</h3>
      <Line periods={periods} />
      <ol>
        {[...periods].reverse().map((period) => (
          <li key={period.from_latest}>
            <Chip status={period.status} />
            <span>{w.from(edtf(period.from))} {period.to ? w.until(shortDay(period.to)) : w.toNow}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Line({ periods }: { periods: Period[] }) {
  const [reached, last] = reach.value;
  const first = Math.min(reached, ...periods.map((p) => Math.max(dayOf(p.from_latest), reached)));
  const x = (at: number) => (Math.min(Math.max((at - first) / Math.max(last - first, 1), 0), 1)) * WIDTH;
  const ink = inks();
  return (
    <svg class="line" viewBox={`0 0 ${WIDTH} 20`} preserveAspectRatio="none" aria-hidden="true">
      <rect width={WIDTH} height="14" y="3" fill={ink.notAssessed} />
      {periods.map((period) => {
        const from = x(dayOf(period.from_latest));
        const to = period.to ? x(dayOf(period.to) + 1) : WIDTH;
        const open = period.from_earliest ? x(dayOf(period.from_earliest)) : 0;
        return (
          <g key={period.from_latest} fill={colourOf(period.status)}>
            <rect x={open} width={Math.max(from - open, 0)} y="12" height="5" opacity=".75" />
            <rect x={from} width={Math.max(to - from, 2)} y="3" height="14" />
          </g>
        );
      })}
      <rect x={x(day.value) - 1.5} width="3" height="20" fill={ink.text} />
    </svg>
  );
}
