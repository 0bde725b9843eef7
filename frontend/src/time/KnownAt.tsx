/** What was known when? A quieter control: the ledger as it stood at the end of a day. */

import { go, link } from "../state/link";
import { day } from "../state/view";
import { instant, words } from "../words";
import { isoOf, today } from "./days";

export function KnownAt() {
  const known = link.value.known_at;
  const w = words.value;
  const then = isoOf(day.value);
  return (
    <div class="known" role="group" aria-label={w.knownAt} data-on={known ? "" : undefined}>
      <label>
        <span>{w.knownAt}</span>
        <input
          type="date"
          max={isoOf(today())}
          value={known?.slice(0, 10) ?? ""}
          data-testid="known-at"
          onChange={(event) => go({ known_at: event.currentTarget.value || null })}
        />
      </label>
      <button type="button" aria-pressed={known === then} onClick={() => go({ known_at: then })}>{w.knownThen}</button>
      <button type="button" aria-pressed={known === null} onClick={() => go({ known_at: null })}>{w.knownNow}</button>
      {known && <span class="unseen" role="status">{w.knownNote(instant(known))}</span>}
    </div>
  );
}
