/** What is known of one district? Its names, its past, and who said what of it. */

import { useEffect, useRef } from "preact/hooks";
import { Chip } from "../map/Chip";
import { statusIndex } from "../map/draw";
import { others } from "../map/colours";
import { placeName } from "../map/MapView";
import { district, history } from "../state/district";
import { go, link } from "../state/link";
import { NOT_ASSESSED, scale } from "../state/theatre";
import { details, districts, dragged } from "../state/view";
import { edtf, label, shortDay, words } from "../words";
import { Cited, Claims, deciding, Speaker } from "./Claims";
import { Periods } from "./Periods";

const DIRECTIONS: Record<string, "rtl"> = { fa: "rtl", ps: "rtl", ar: "rtl" };

export function Panel() {
  const heading = useRef<HTMLHeadingElement>(null);
  const code = link.value.district;
  useEffect(() => heading.current?.focus({ preventScroll: innerWidth > 900 }), [code]);
  const item = districts.value.find((each) => each.code === code);
  const found = district.value.value;
  const w = words.value;
  return (
    <article
      class="panel" aria-labelledby="district-name" data-testid="panel"
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <header>
        <div>
          <h2 id="district-name" ref={heading} tabIndex={-1}>{item ? placeName(item.code, item.name) : found?.name ?? code}</h2>
          {item && <p class="quiet">{placeName(item.province, item.province_name)} · {w.types[item.type] ?? item.type} · {item.code}</p>}
        </div>
        <button type="button" class="close" aria-label={w.close} onClick={close}>×</button>
      </header>
      {item && <Now code={item.code} />}
      <Says />
      {found && <Names names={found.names} local={found.code_system === "local"} />}
      {history.value.value && <Periods history={history.value.value} />}
      {history.value.value && <Claims history={history.value.value} />}
      {district.error.value && <p role="alert">{district.error.value.message}</p>}
    </article>
  );
}

function close(): void {
  go({ district: null });
  document.querySelector<HTMLElement>(".map canvas, .districts input")?.focus();
}

/** Say the status of the day shown, since when, and how sure. */
function Now({ code }: { code: string }) {
  const item = districts.value.find((each) => each.code === code)!;
  const { status, possible } = statusIndex(item);
  const known = dragged.value === null ? details.value.get(code) : undefined;
  const maybe = others(status, possible).map((i) => label(scale.value[i]!.id));
  const w = words.value;
  return (
    <p class="now" data-testid="now">
      <Chip status={scale.value[status]?.id ?? NOT_ASSESSED} />
      {maybe.length > 0 && <span class="maybe">{w.mayBe(maybe.join(", "))}</span>}
      {known?.since && <span>{w.since} {edtf(known.since.edtf)}</span>}
      {known?.last_confirmed && <span class="quiet">{w.lastConfirmed} {shortDay(known.last_confirmed)}</span>}
    </p>
  );
}

/** Say on whose word the status shown rests. */
function Says() {
  const claim = history.value.value?.items.find(({ id }) => id === deciding.value);
  if (!claim) return null;
  return (
    <div class="says" data-testid="says">
      <span class="quiet">{words.value.says}</span> <Speaker claim={claim} />
      {claim.report && <Cited report={claim.report} />}
    </div>
  );
}

function Names({ names, local }: { names: Record<string, string[]>; local: boolean }) {
  return (
    <section class="names" aria-label={words.value.names}>
      {Object.entries(names).map(([lang, all]) => (
        <p key={lang}><bdi lang={lang} dir={DIRECTIONS[lang] ?? "ltr"}>{all.join(" · ")}</bdi></p>
      ))}
      {local && <p class="quiet">{words.value.localCode}</p>}
    </section>
  );
}
