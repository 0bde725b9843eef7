/** What has just happened? Said once, to those who listen too. */

import { effect, signal } from "@preact/signals";
import { firstError } from "../api/resource";
import { placeName } from "../map/MapView";
import { go } from "../state/link";
import { connection, lastChange } from "../state/live";
import { label, words } from "../words";

const spoken = signal("");
let wasLost = false;

effect(() => {
  const change = lastChange.value;
  if (!change) return;
  const { claim } = change;
  spoken.value = claim
    ? words.peek().newClaim(placeName(claim.place), label(claim.status))
    : words.peek().newEvent;
});

effect(() => {
  const now = connection.value;
  if (now === "lost") spoken.value = words.peek().lost;
  if (now === "live" && wasLost) spoken.value = words.peek().resumed;
  wasLost = now === "lost" || (wasLost && now !== "live");
});

export function News() {
  const error = firstError();
  return (
    <>
      <p class="news" role="status" aria-live="polite" data-testid="news">{spoken.value}</p>
      {error && (
        <div class="trouble" role="alert" data-testid="trouble">
          {error.passes ? words.value.away : `${words.value.wrong} ${error.message}`}
          {!error.passes && (
            <button type="button" onClick={() => go({ at: null, known_at: null, policy: null, set: null, district: null })}>
              {words.value.startOver}
            </button>
          )}
        </div>
      )}
    </>
  );
}
