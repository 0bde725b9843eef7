/** Who holds what, without a map? Everything that the map tells, as a table. */

import { computed, signal } from "@preact/signals";
import type { StatusItem } from "../api/answers";
import { Chip } from "../map/Chip";
import { others } from "../map/colours";
import { statusIndex } from "../map/draw";
import { placeName } from "../map/MapView";
import { go, link } from "../state/link";
import { NOT_ASSESSED, scale } from "../state/theatre";
import { details, districts, dragged, names } from "../state/view";
import { edtf, label, number, shortDay, words } from "../words";

const MOST = 500;
const wanted = signal("");

const found = computed<StatusItem[]>(() => {
  const text = wanted.value.trim().toLowerCase();
  if (!text) return districts.value;
  return districts.value.filter((item) => {
    const own = Object.values(names.value.get(item.code) ?? {}).flat();
    return [item.code, item.name, item.province_name, ...own].some((name) => name.toLowerCase().includes(text));
  });
});

export function Districts() {
  const w = words.value;
  return (
    <div class="districts">
      <div class="find">
        <label>{w.filter} <input type="search" value={wanted.value} onInput={(event) => (wanted.value = event.currentTarget.value)} /></label>
        <span class="quiet" role="status">
          {found.value.length > MOST ? w.more(number(MOST)) : w.found(number(found.value.length))}
        </span>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={w.found(number(found.value.length))}>
        <table>
          <thead>
            <tr>
              {[w.district, w.province, w.status, w.since, w.possible, w.lastConfirmed].map((text) => <th key={text} scope="col">{text}</th>)}
            </tr>
          </thead>
          <tbody>{found.value.slice(0, MOST).map((item) => <Row key={item.code} item={item} />)}</tbody>
        </table>
      </div>
    </div>
  );
}

function Row({ item }: { item: StatusItem }) {
  const { status, possible } = statusIndex(item);
  const known = dragged.value === null ? details.value.get(item.code) : undefined;
  const maybe = others(status, possible).map((i) => label(scale.value[i]!.id));
  return (
    <tr aria-current={link.value.district === item.code ? "true" : undefined}>
      <th scope="row">
        <button type="button" class="plain" onClick={() => go({ district: item.code })}>
          {placeName(item.code, item.name)}{item.type === "provincial_centre" && <span class="quiet"> ({words.value.capital})</span>}
        </button>
      </th>
      <td>{placeName(item.province, item.province_name)}</td>
      <td><Chip status={scale.value[status]?.id ?? NOT_ASSESSED} /></td>
      <td>{known?.since && edtf(known.since.edtf)}</td>
      <td>{maybe.join(", ")}</td>
      <td>{known?.last_confirmed && shortDay(known.last_confirmed)}</td>
    </tr>
  );
}
