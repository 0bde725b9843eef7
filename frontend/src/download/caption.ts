/** What does a picture say of itself? The view it shows, when it was made, and whose work it is. */

import { link } from "../state/link";
import { theatre } from "../state/theatre";
import { day, policy, runs, set } from "../state/view";
import { isoOf, today } from "../time/days";
import { instant, longDay, theatreTitle, words } from "../words";

export function heading(): string {
  const known = link.value.known_at;
  const { asKnown, asKnownNow } = words.value;
  return `${theatreTitle(theatre.value?.id ?? "", theatre.value?.title ?? "")}, ${longDay(day.value)}, ${known ? asKnown(instant(known)) : asKnownNow}`;
}

/** Tell how the counts were made, what else the picture needs to be read by, and whose work it is. */
export function sourceLines(note: string): string[] {
  const { title, attribution = "", licence = "" } = theatre.value ?? {};
  const what = `${words.value.policy}: ${policy.value}. ${set.value}, ${runs.value?.size ?? 0}.`;
  return [
    `${what} ${note}`,
    `Frontline, ${title ?? ""}, ${isoOf(today())}. ${licence}. ${attribution.split(". ")[0] ?? ""}.`,
  ];
}

/** Name a file after what it shows. */
export function fileName(what: string, ending: string): string {
  const known = link.value.known_at ? `-known-${link.value.known_at.slice(0, 10)}` : "";
  return `frontline-${theatre.value?.id ?? ""}-${what}-${isoOf(day.value)}${known}.${ending}`;
}
