/** Who said what of the district, when, in which report, and what does the desk make of it? */

import { computed } from "@preact/signals";
import type { Claim, History, Report } from "../api/answers";
import { Chip } from "../map/Chip";
import { placeName } from "../map/MapView";
import { link } from "../state/link";
import { details, dragged } from "../state/view";
import { edtf, instant, number, shortDay, sourceName, words } from "../words";

/** The claim that governs the status shown; null: none does, or it is not known yet. */
export const deciding = computed(() =>
  (dragged.value === null && details.value.get(link.value.district ?? "")?.claim) || null,
);

export function Claims({ history }: { history: History }) {
  const w = words.value;
  const counting = new Set(history.periods.flatMap((period) => period.claims));
  return (
    <section class="claims" aria-labelledby="claims-title">
      <h3 id="claims-title">{w.claims} <span class="quiet">{number(history.total)}</span></h3>
      {history.items.length === 0 && <p class="quiet">{w.noClaims}</p>}
      <ol>
        {history.items.map((claim) => <Entry key={claim.id} claim={claim} counts={counting.has(claim.id)} />)}
      </ol>
    </section>
  );
}

function Entry({ claim, counts }: { claim: Claim; counts: boolean }) {
  const w = words.value;
  const decides = claim.id === deciding.value;
  return (
    <li class="claim" data-standing={claim.standing} aria-current={decides ? "true" : undefined}>
      <p class="claim-head">
        <Chip status={claim.status} />
        <span>{edtf(claim.valid_from)}</span>
        <span class="standing" title={counts ? w.counting : ""}>{counts && "✓ "}{w.standings[claim.standing] ?? claim.standing}</span>
      </p>
      <p>
        <Speaker claim={claim} />
        {claim.place !== link.value.district && <span class="quiet"> {w.claimOn(placeName(claim.place), number(claim.covers))}</span>}
      </p>
      {claim.note && <p class="note"><bdi>{claim.note}</bdi></p>}
      {claim.report && <Cited report={claim.report} />}
      <p class="quiet">{w.recorded(instant(claim.recorded_at))}{decides && <span class="unseen"> {w.decides}</span>}</p>
      {claim.reviews.length > 0 && (
        <div class="reviews">
          <h4>{w.reviews}</h4>
          <ul>
            {claim.reviews.map((review) => (
              <li key={review.recorded_at}>
                {w.reviewed(w.standings[review.standing] ?? review.standing, instant(review.recorded_at))}
                {review.reason && <>: <bdi class="note">{review.reason}</bdi></>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </li>
  );
}

/** Name a claim's source, and who spoke, where that is someone else. */
export function Speaker({ claim: { source, speaker } }: { claim: Claim }) {
  const name = sourceName(source);
  return (
    <>
      <strong><bdi>{name}</bdi></strong>
      {speaker && speaker !== name && <> · <bdi>{speaker}</bdi></>}
    </>
  );
}

export function Cited({ report }: { report: Report }) {
  const w = words.value;
  const text = [report.publisher, report.title].filter(Boolean).join(": ") || w.report;
  return (
    <p class="cited">
      <bdi>{report.url ? <a href={report.url} rel="noreferrer">{text}</a> : text}</bdi>
      {report.published_on && <span class="quiet"> · <bdi>{shortDay(report.published_on)}</bdi></span>}
      {report.archived_url && <> · <a href={report.archived_url} rel="noreferrer">{w.archived}</a></>}
    </p>
  );
}
