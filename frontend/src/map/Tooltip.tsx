/** What is under the pointer? Name, status, since when, last confirmed, and what else it may be. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { NOT_ASSESSED, scale } from "../state/theatre";
import { details, districts, dragged } from "../state/view";
import { edtf, label, shortDay, words } from "../words";
import { others } from "./colours";
import { statusIndex } from "./draw";
import { placeName } from "./MapView";
import { Chip } from "./Chip";

interface Place {
  code: string;
  x: number;
  y: number;
  frame: [number, number];
}

export function Tooltip({ code, x, y, frame }: Place) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { style, offsetWidth: width, offsetHeight: height } = element.current!;
    const left = x + 16 + width > frame[0] ? x - width - 16 : x + 16;
    style.left = `${Math.max(4, left)}px`;
    style.top = `${Math.min(Math.max(4, y - height - 8), frame[1] - height - 4)}px`;
  });
  const item = districts.value.find((each) => each.code === code);
  if (!item) return null;
  const { status, possible } = statusIndex(item);
  const id = scale.value[status]?.id ?? NOT_ASSESSED;
  const known = dragged.value === null ? details.value.get(code) : undefined;
  const maybe = others(status, possible).map((i) => label(scale.value[i]!.id));
  const w = words.value;
  return (
    <div class="tooltip" ref={element} aria-hidden="true">
      <strong>{placeName(code, item.name)}</strong>
      <span class="quiet">{placeName(item.province, item.province_name)}{item.type === "provincial_centre" && ` · ${w.capital}`}</span>
      <Chip status={id} />
      {maybe.length > 0 && <span class="maybe">{w.mayBe(maybe.join(", "))}</span>}
      {known?.since && <span>{w.since} {edtf(known.since.edtf)}</span>}
      {known?.last_confirmed && <span class="quiet">{w.lastConfirmed} {shortDay(known.last_confirmed)}</span>}
      {id === NOT_ASSESSED && <span class="quiet">{w.noSince}</span>}
    </div>
  );
}
