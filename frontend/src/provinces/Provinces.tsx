/** How does each province stand? A table to sort: its capital, how far it fell, since when. */

import { signal } from "@preact/signals";
import type { Province } from "../api/answers";
import { colourOf } from "../map/colours";
import { Chip } from "../map/Chip";
import { go } from "../state/link";
import { theatre } from "../state/theatre";
import { provinces } from "../state/view";
import { label, named, number, shortDay, words } from "../words";

type Column = "name" | "capital" | "extent" | "since";
const EXTENTS = ["all", "some", "indeterminate", "none"];

const sorting = signal<{ by: Column; down: boolean }>({ by: "name", down: false });

function key(province: Province, by: Column): string {
  if (by === "name") return named(province.code, province.name, province.names);
  if (by === "capital") return province.capital?.status ?? "~";
  if (by === "extent") return String(EXTENTS.indexOf(province.fallen.extent));
  return province.fallen.since ?? "9999";
}

function sorted(items: Province[]): Province[] {
  const { by, down } = sorting.value;
  const order = (a: Province, b: Province) =>
    key(a, by).localeCompare(key(b, by)) || a.code.localeCompare(b.code);
  return [...items].sort((a, b) => (down ? order(b, a) : order(a, b)));
}

export function Provinces() {
  const items = provinces.value.value?.items ?? [];
  const w = words.value;
  if (items.length === 0) return null;
  const to = items[0]!.fallen.to;
  const actor = theatre.value?.actors.find((each) => each.id === to)?.label ?? to;
  return (
    <section class="provinces" aria-labelledby="provinces-title">
      <h2 id="provinces-title">{w.provinces} <span class="quiet">{w.fallenTo(w.statuses[to] ?? actor)}</span></h2>
      <table>
        <thead>
          <tr>
            <Head by="name" text={w.provinceName} />
            <Head by="capital" text={w.capitalColumn} />
            <Head by="extent" text={w.extent} />
            <Head by="since" text={w.since} />
          </tr>
        </thead>
        <tbody>{sorted(items).map((province) => <Row key={province.code} province={province} />)}</tbody>
      </table>
    </section>
  );
}

function Head({ by, text }: { by: Column; text: string }) {
  const { by: now, down } = sorting.value;
  const direction = by !== now ? "none" : down ? "descending" : "ascending";
  return (
    <th scope="col" aria-sort={direction}>
      <button type="button" onClick={() => (sorting.value = { by, down: by === now && !down })}>
        {text}<span aria-hidden="true">{direction === "none" ? "" : down ? " ↓" : " ↑"}</span>
      </button>
    </th>
  );
}

function Row({ province }: { province: Province }) {
  const { capital, fallen } = province;
  return (
    <tr data-code={province.code}>
      <th scope="row">{named(province.code, province.name, province.names)}</th>
      <td>
        {capital && (
          <button type="button" class="plain" onClick={() => go({ district: capital.code })} title={named(capital.code, capital.name)}>
            <Chip status={capital.status} />
          </button>
        )}
      </td>
      <td>
        <Share province={province} /> {words.value.extents[fallen.extent]}
      </td>
      <td>{fallen.since && shortDay(fallen.since)}</td>
    </tr>
  );
}

function Share({ province }: { province: Province }) {
  let x = 0;
  const { buckets, total } = province.districts;
  const said = buckets.filter((b) => b.count).map((b) => `${label(b.status)} ${number(b.count)}`).join(", ");
  return (
    <svg class="share" viewBox={`0 0 ${Math.max(total, 1)} 1`} preserveAspectRatio="none" role="img" aria-label={said}>
      {buckets.map(({ status, count }) => {
        const rect = <rect key={status} x={x} width={count} height="1" fill={colourOf(status)} />;
        x += count;
        return rect;
      })}
    </svg>
  );
}
