/** How many districts have each status on the day shown? Always beside what they are counted of. */

import { signal } from "@preact/signals";
import { Swatch } from "../map/Chip";
import { colourOf } from "../map/colours";
import { fallen, NOT_ASSESSED, scale } from "../state/theatre";
import { day, live, runs, seen, set } from "../state/view";
import { instant, label, longDay, number, percent, setTitle, words } from "../words";
import { link } from "../state/link";

const chosen = signal<string | null>(null);

/** The status that the chart begins with: the one chosen, or that of the places that fell. */
export const leading = () => chosen.value ?? fallen.value ?? scale.value[0]?.id ?? NOT_ASSESSED;

export function Buckets() {
  const found = runs.value;
  if (!found) return <p class="quiet">{words.value.loading}</p>;
  const rows = found.statuses.map((id, i) => ({ id, ...found.at(day.value, i) }));
  const assessed = found.size - (rows.at(-1)?.count ?? 0);
  const w = words.value;
  return (
    <div class="buckets">
      <h2>{longDay(day.value)}</h2>
      <p class="quiet" data-testid="view">
        {link.value.known_at && seen.value?.known_at ? w.asKnown(instant(link.value.known_at)) : w.asKnownNow}
        {live.value && ` · ${w.latest}`}
      </p>
      <Bar rows={rows} total={found.size} />
      <table>
        <thead>
          <tr>{[w.status, w.count, w.share, w.band].map((text) => <th key={text} scope="col">{text}</th>)}</tr>
        </thead>
        <tbody>
          {rows.filter((row) => row.high > 0 || row.id !== "unknown").map((row) => (
            <tr key={row.id} data-status={row.id} class={row.id === leading() ? "leading" : ""}>
              <th scope="row">
                <button type="button" aria-pressed={row.id === leading()} onClick={() => (chosen.value = row.id)}>
                  <Swatch status={row.id} />{label(row.id)}
                </button>
              </th>
              <td class="count">{number(row.count)}</td>
              <td>{percent(found.size ? row.count / found.size : 0)}</td>
              <td class="quiet">{row.low !== row.high && w.range(number(row.low), number(row.high))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet" data-testid="coverage">
        {w.countsOf(number(found.size), setTitle(set.value))}
        <br />
        {w.coverage(number(assessed), number(found.size))}
      </p>
    </div>
  );
}

function Bar({ rows, total }: { rows: { id: string; count: number }[]; total: number }) {
  let x = 0;
  return (
    <svg class="bar" viewBox={`0 0 ${Math.max(total, 1)} 10`} preserveAspectRatio="none" aria-hidden="true">
      {rows.map(({ id, count }) => {
        const rect = <rect key={id} x={x} y="0" width={count} height="10" fill={colourOf(id)} />;
        x += count;
        return rect;
      })}
    </svg>
  );
}
