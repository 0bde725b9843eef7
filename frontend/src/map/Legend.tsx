/** What do the colours and marks of the map mean, and whose shapes are these? */

import { link } from "../state/link";
import { scale } from "../state/theatre";
import { boundaries, shapes } from "../state/view";
import { number, words } from "../words";
import { Chip } from "./Chip";
import { colourOf, inks } from "./colours";
import { anyShape } from "./MapView";

/** Say where the shapes come from, in words. */
export function groundNote(): string {
  const w = words.value;
  if (!anyShape.value) return w.noShapes;
  if (link.value.view === "cells") return w.cellsNote;
  const source = shapes.value.value?.geometry_source;
  const whose = !source || source === "schematic" ? w.schematic : w.boundaries(source);
  const unshaped = shapes.value.value?.features.filter((feature) => !feature.geometry).length ?? 0;
  return unshaped ? `${whose}. ${w.unshaped(number(unshaped))}.` : `${whose}.`;
}

/** Whether the shapes of districts are drawn. */
const drawn = (): boolean => anyShape.value && link.value.view !== "cells";

/** Name whose work the boundaries are, as their licence wants it; nothing, where none are drawn. */
export function credit(): string {
  const found = boundaries.value;
  if (!drawn() || !found || found.source === "schematic") return "";
  return [found.title, found.attribution, found.licence].filter(Boolean).join(" · ");
}

/** The corner of the map that says whose boundaries it shows, or that it shows none. */
export function Credit() {
  if (!drawn()) return null;
  return <p class="credit quiet" data-testid="credit">{credit() || words.value.notBorders}</p>;
}

export function Legend() {
  const [from, to] = [scale.value[0], scale.value.at(-2)];
  return (
    <div class="legend" role="group" aria-label={words.value.legend}>
      <ul>
        {scale.value.map(({ id }) => <li key={id}><Chip status={id} /></li>)}
        <li class="chip">
          <svg class="swatch" width="12" height="12" aria-hidden="true">
            <rect width="12" height="12" rx="2" fill={colourOf(from?.id ?? "")} />
            <path d="M-3 9 9-3M1 15 15 1" stroke={colourOf(to?.id ?? "")} stroke-width="3" />
          </svg>
          {words.value.maybe}
        </li>
        <li class="chip">
          <svg class="swatch" width="12" height="12" aria-hidden="true">
            <circle cx="6" cy="6" r="3.2" fill="#fff" stroke={inks().text} stroke-width="1.4" />
          </svg>
          {words.value.capital}
        </li>
      </ul>
      <p class="quiet" data-testid="ground">{groundNote()}</p>
    </div>
  );
}
