/** Which day is shown? A slider over the record, with its changes under it, that can play. */

import { computed, signal } from "@preact/signals";
import { go, link } from "../state/link";
import { day, dragged, lastDay, runs } from "../state/view";
import { longDay, number, words } from "../words";
import { busiest, type Runs } from "./runs";
import { nextChange } from "./changes";
import { isoOf } from "./days";
import { Histogram, Months } from "./Histogram";
import { KnownAt } from "./KnownAt";
import { pause, play, playing, settle } from "./player";

const whole = signal(false);

/** The days that the slider reaches: the busiest ones, unless all are wanted or needed. */
export const reach = computed<[number, number]>(() => {
  const found = runs.value;
  if (!found) return [lastDay.value - 1, lastDay.value];
  const [from, to] = busiest(found);
  const latest = link.value.at === null ? lastDay.value : day.value;
  const inside = from <= day.value && Math.max(day.value, latest) <= to;
  return whole.value || (!inside && day.value < from) ? [found.first, found.last] : [from, Math.max(to, found.last)];
});

function drag(to: number): void {
  dragged.value = to;
}

function step(to: number | null): void {
  if (to !== null) go({ at: isoOf(to) });
}

function onKey(event: KeyboardEvent, found: Runs): void {
  const forwards = event.key === "ArrowRight" || event.key === "PageUp";
  const backwards = event.key === "ArrowLeft" || event.key === "PageDown";
  if (event.key === " ") toggle();
  else if (event.shiftKey && (forwards || backwards)) step(nextChange(found, day.value, forwards ? 1 : -1));
  else if (event.key === "PageUp") step(Math.min(day.value + 7, reach.value[1]));
  else if (event.key === "PageDown") step(Math.max(day.value - 7, reach.value[0]));
  else return;
  event.preventDefault();
}

function toggle(): void {
  if (playing.value) pause();
  else play(...reach.value);
}

export function TimeBar() {
  const found = runs.value;
  const [first, last] = reach.value;
  const w = words.value;
  const latest = link.value.at === null && dragged.value === null;
  if (!found) return <section class="time" aria-label={w.time} aria-busy="true" />;
  const changes = found.transitions[day.value - found.first] ?? 0;
  return (
    <section class="time" aria-label={w.time}>
      <div class="time-buttons">
        <button type="button" class="primary" aria-label={playing.value ? w.pause : w.play} onClick={toggle} data-testid="play">
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path fill="currentColor" d={playing.value ? "M3 2h4v12H3zM9 2h4v12H9z" : "M4 1.5 14 8 4 14.5z"} />
          </svg>
        </button>
        <button type="button" aria-label={w.previousChange} title={w.previousChange} onClick={() => step(nextChange(found, day.value, -1))}>
          <span class="turns">‹</span>
        </button>
        <button type="button" aria-label={w.nextChange} title={w.nextChange} onClick={() => step(nextChange(found, day.value, 1))}>
          <span class="turns">›</span>
        </button>
      </div>
      <div class="time-day">
        <output class="day" data-testid="day">{longDay(day.value)}</output>
        <span class="quiet">{latest ? w.latest : w.transitionsOn(number(changes))}</span>
      </div>
      <div class="slider">
        <Histogram runs={found} first={first} last={last} shown={day.value} />
        <input
          type="range"
          min={first}
          max={last}
          step={1}
          value={day.value}
          aria-label={w.day}
          aria-valuetext={longDay(day.value)}
          data-testid="slider"
          onInput={(event) => drag(event.currentTarget.valueAsNumber)}
          onChange={settle}
          onKeyDown={(event) => onKey(event, found)}
        />
        <Months first={first} last={last} />
      </div>
      <div class="time-ends">
        <button type="button" aria-pressed={latest} onClick={() => go({ at: null })} data-testid="latest">{w.latest}</button>
        <button type="button" class="link" onClick={() => (whole.value = !whole.value)}>
          {first === found.first ? w.busiest : w.wholeRecord}
        </button>
      </div>
      <KnownAt />
    </section>
  );
}
