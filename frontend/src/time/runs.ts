/** Who held what on each day? The series' runs, laid out so that any day is read at once. */

import type { StatusSeries } from "../api/answers";
import { dayOf } from "./days";

/** A day on the map, by the districts' order in the series. */
export interface DayState {
  /** Index of the status in the series' `statuses`. */
  status: Uint8Array;
  /** Bit i: the district may have status i. */
  possible: Uint32Array;
}

export interface Tally {
  count: Int32Array;
  low: Int32Array;
  high: Int32Array;
}

export class Runs {
  readonly first: number;
  readonly last: number;
  readonly statuses: string[];
  readonly codes: string[];
  readonly size: number;
  /** Number of districts whose status changes, by day from the first on. */
  readonly transitions: Int32Array;
  /** Counts by status, then by day. */
  readonly tallies: Tally[];
  private readonly runs: StatusSeries["items"][number]["runs"][];

  constructor(series: StatusSeries) {
    this.first = dayOf(series.from);
    this.last = dayOf(series.to);
    this.statuses = series.statuses;
    this.codes = series.items.map((item) => item.code);
    this.runs = series.items.map((item) => item.runs);
    this.size = this.codes.length;
    const days = this.last - this.first + 1;
    this.transitions = new Int32Array(days);
    this.tallies = series.statuses.map(() => ({
      count: new Int32Array(days + 1),
      low: new Int32Array(days + 1),
      high: new Int32Array(days + 1),
    }));
    for (const runs of this.runs) this.tally(runs, days);
    for (const tally of this.tallies) for (const row of Object.values(tally)) accumulate(row);
  }

  /** The state at the end of a day; days outside the series show its nearest one. */
  on(day: number): DayState {
    const offset = Math.min(Math.max(day, this.first), this.last) - this.first;
    const state = { status: new Uint8Array(this.size), possible: new Uint32Array(this.size) };
    this.runs.forEach((runs, i) => {
      let k = runs.length - 1;
      while (k > 0 && runs[k]![0] > offset) k -= 1;
      const run = runs[k]!;
      state.status[i] = run[1];
      state.possible[i] = run[2];
    });
    return state;
  }

  at(day: number, status: number): { count: number; low: number; high: number } {
    const offset = Math.min(Math.max(day, this.first), this.last) - this.first;
    const tally = this.tallies[status]!;
    return { count: tally.count[offset]!, low: tally.low[offset]!, high: tally.high[offset]! };
  }

  private tally(runs: StatusSeries["items"][number]["runs"], days: number): void {
    runs.forEach(([begin, status, possible], k) => {
      const end = runs[k + 1]?.[0] ?? days;
      const mark = (row: Int32Array) => {
        row[begin]! += 1;
        row[end]! -= 1;
      };
      mark(this.tallies[status]!.count);
      this.tallies.forEach((tally, other) => {
        if (possible & (1 << other)) mark(tally.high);
      });
      if (possible === 1 << status) mark(this.tallies[status]!.low);
      if (k > 0 && runs[k - 1]![1] !== status) this.transitions[begin]! += 1;
    });
  }
}

function accumulate(row: Int32Array): void {
  for (let i = 1; i < row.length; i += 1) row[i]! += row[i - 1]!;
}

/**
 * The busiest stretch: the shortest one with nine in ten of the transitions, and room around it.
 * It is where the slider begins, for a record can reach years back to a few lone claims.
 */
export function busiest(runs: Runs): [number, number] {
  const steps = runs.transitions;
  const wanted = Math.ceil(0.9 * steps.reduce((sum, n) => sum + n, 0));
  let best: [number, number] = [0, steps.length - 1];
  let sum = 0;
  for (let from = 0, to = 0; to < steps.length; to += 1) {
    sum += steps[to]!;
    while (sum - steps[from]! >= wanted && from < to) sum -= steps[from++]!;
    if (sum >= wanted && wanted > 0 && to - from < best[1] - best[0]) best = [from, to];
  }
  const room = Math.max(14, Math.round((best[1] - best[0]) / 8));
  return [
    Math.max(runs.first, runs.first + best[0] - room),
    Math.min(runs.last, runs.first + best[1] + room),
  ];
}
