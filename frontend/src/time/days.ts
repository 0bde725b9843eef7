/** Which day is meant? Days are counted from the epoch, and written as ISO dates. */

const DAY = 86_400_000;

export function dayOf(iso: string): number {
  return Math.round(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY);
}

export function isoOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

export function dateOf(day: number): Date {
  return new Date(day * DAY);
}

export function today(): number {
  return Math.floor(Date.now() / DAY);
}

/** Find where months begin within some days: every one, or each n-th of the year. */
export function monthsWithin(first: number, last: number, every: number): number[] {
  const begin = dateOf(first);
  const found: number[] = [];
  for (let i = 1; ; i += 1) {
    const date = Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + i, 1);
    if (date / DAY > last) return found;
    if (new Date(date).getUTCMonth() % every === 0) found.push(date / DAY);
  }
}
