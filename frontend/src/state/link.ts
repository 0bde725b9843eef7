/** What does the address say? It holds the whole state: a link shows another person the same. */

import { signal } from "@preact/signals";

export type View = "map" | "cells" | "table";
export type Language = "en" | "fa";

export interface Link {
  theatre: string | null;
  at: string | null;
  known_at: string | null;
  policy: string | null;
  set: string | null;
  district: string | null;
  view: View | null;
  lang: Language | null;
}

const KEYS = ["theatre", "at", "known_at", "policy", "set", "district", "view", "lang"] as const;
const VIEWS = ["map", "cells", "table"];
const LANGUAGES = ["en", "fa"];

function read(search: string): Link {
  const given = new URLSearchParams(search);
  const found = Object.fromEntries(KEYS.map((key) => [key, given.get(key) || null]));
  if (!VIEWS.includes(found["view"] ?? "")) found["view"] = null;
  if (!LANGUAGES.includes(found["lang"] ?? "")) found["lang"] = null;
  return found as unknown as Link;
}

function write(link: Link): string {
  const pairs = KEYS.flatMap((key) => (link[key] === null ? [] : [[key, link[key]]]));
  const text = new URLSearchParams(pairs as string[][]).toString();
  return location.pathname + (text && `?${text}`);
}

export const link = signal<Link>(read(location.search));

/** Go to another state. `replace` leaves no step to come back to. */
export function go(change: Partial<Link>, replace = false): void {
  const next = { ...link.peek(), ...change };
  const address = write(next);
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  link.value = next;
}

addEventListener("popstate", () => {
  link.value = read(location.search);
});
