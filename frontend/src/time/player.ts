/** Does time run? Day by day, until the last one, or until it is stopped. */

import { effect, signal } from "@preact/signals";
import { go } from "../state/link";
import { calm } from "../state/theme";
import { day, dragged } from "../state/view";
import { isoOf } from "./days";

export const playing = signal(false);

/** Milliseconds of each day; slower where motion is unwelcome. */
const PACE = () => (calm() ? 700 : 110);

/** Play from the day shown to the last one; from the first one if the last is shown. */
export function play(first: number, last: number): void {
  dragged.value = day.value >= last ? first : day.value;
  playing.value = true;
  let before = performance.now();
  const step = (now: number) => {
    if (!playing.value) return;
    if (now - before >= PACE()) {
      before = now;
      if (day.value >= last) return pause();
      dragged.value = day.value + 1;
    }
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

export function pause(): void {
  playing.value = false;
  settle();
}

/** Milliseconds within which moves are one: the back button goes before all of them. */
const ONE_MOVE = 1500;
let settled = -ONE_MOVE;

/** Let go of the slider: the day is in the link from then on. */
export function settle(): void {
  if (dragged.value === null) return;
  const now = performance.now();
  go({ at: isoOf(dragged.value) }, now - settled < ONE_MOVE);
  settled = now;
  dragged.value = null;
}

// Whoever goes elsewhere, as with the back button, stops it.
effect(() => {
  if (dragged.value === null) playing.value = false;
});
addEventListener("popstate", () => (dragged.value = null));
