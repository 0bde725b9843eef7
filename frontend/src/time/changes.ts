/** On which days does the map change? */

import type { Runs } from "./runs";

/** Find the next day with a transition after a day, or before it; null: there is none. */
export function nextChange(runs: Runs, day: number, direction: 1 | -1): number | null {
  const { transitions, first } = runs;
  for (let i = day - first + direction; i >= 0 && i < transitions.length; i += direction) {
    if (transitions[i]! > 0) return first + i;
  }
  return null;
}
