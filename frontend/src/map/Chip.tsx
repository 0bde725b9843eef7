/** A status as a word beside its colour: never by colour alone. */

import { label } from "../words";
import { colourOf } from "./colours";

export function Swatch({ status }: { status: string }) {
  return (
    <svg class="swatch" width="12" height="12" aria-hidden="true">
      <rect x="0.5" y="0.5" width="11" height="11" rx="2" fill={colourOf(status)} />
    </svg>
  );
}

export function Chip({ status }: { status: string }) {
  return (
    <span class="chip" data-status={status}>
      <Swatch status={status} />
      {label(status)}
    </span>
  );
}
