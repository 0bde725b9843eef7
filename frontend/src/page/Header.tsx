/** What can be switched? Theatre, policy, set, view, language, colours; and is the page live? */

import type { ComponentChildren } from "preact";
import { Downloads } from "../download/Downloads";
import { anyShape } from "../map/MapView";
import { go, link, type Language, type View } from "../state/link";
import { connection } from "../state/live";
import { sources, theatre, theatres } from "../state/theatre";
import { choose, theme } from "../state/theme";
import { policy, set } from "../state/view";
import { language, OWN_NAMES, setTitle, theatreTitle, words } from "../words";

const VIEWS: View[] = ["map", "cells", "table"];

export function Header() {
  const w = words.value;
  const all = theatres.value.value?.items ?? [];
  return (
    <header class="top">
      <h1>
        <img src="/web/dashboard/icon.svg" alt="" width="20" height="20" />
        <span>{w.title}</span>
      </h1>
      {all.length > 1 ? (
        <Choice name={w.theatre} value={theatre.value?.id ?? ""} choose={(id) => go({ theatre: id, set: null, district: null, policy: null, at: null })}>
          {all.map(({ id, title }) => <option key={id} value={id}>{theatreTitle(id, title)}</option>)}
        </Choice>
      ) : (
        <strong class="title">{theatre.value && theatreTitle(theatre.value.id, theatre.value.title)}</strong>
      )}
      <Live />
      <div class="switches">
        <div class="views" role="group" aria-label={w.view}>
          {VIEWS.map((view) => (
            <button key={view} type="button" aria-pressed={(link.value.view ?? "map") === view} onClick={() => go({ view: view === "map" ? null : view })} disabled={view === "map" && !anyShape.value && theatre.value?.geometry_source === null}>
              {w.views[view]}
            </button>
          ))}
        </div>
        <Policy />
        <Choice name={w.set} value={set.value} choose={(id) => go({ set: id === theatre.value?.default_set ? null : id })}>
          {(theatre.value?.sets ?? []).map(({ id }) => <option key={id} value={id}>{setTitle(id)}</option>)}
        </Choice>
        <Downloads />
        <Choice name={w.language} value={language.value} choose={(id) => go({ lang: id === "en" ? null : (id as Language) })}>
          {Object.entries(OWN_NAMES).map(([id, name]) => <option key={id} value={id} lang={id}>{name}</option>)}
        </Choice>
        <button
          type="button" class="icon" data-testid="theme"
          aria-label={theme.value === "dark" ? w.toLight : w.toDark}
          onClick={() => choose(theme.value === "dark" ? "light" : "dark")}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path fill="currentColor" d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6v10.8A5.4 5.4 0 0 1 8 2.6z" />
          </svg>
        </button>
        <a href="/docs">{w.documentation}</a>
      </div>
    </header>
  );
}

interface Choosing {
  name: string;
  value: string;
  choose: (id: string) => void;
  children: ComponentChildren;
}

function Choice({ name, value, choose: chosen, children }: Choosing) {
  return (
    <label class="choice">
      <span class="unseen">{name}</span>
      <select title={name} value={value} onChange={(event) => chosen(event.currentTarget.value)}>{children}</select>
    </label>
  );
}

/** The policies by name, and each source alone where the theatre offers it. */
function Policy() {
  const w = words.value;
  const offered = theatre.value?.policies ?? [];
  const named = offered.filter(({ id }) => !id.startsWith("source:"));
  const alone = offered.some(({ id }) => id.startsWith("source:")) ? (sources.value.value ?? []) : [];
  return (
    <Choice name={w.policy} value={policy.value} choose={(id) => go({ policy: id === theatre.value?.default_policy ? null : id })}>
      {named.map(({ id, description }) => <option key={id} value={id} title={description}>{w.policies[id] ?? id}</option>)}
      {alone.length > 0 && (
        <optgroup label={w.oneSource}>
          {alone.map(({ id, name }) => <option key={id} value={`source:${id}`}>{name}</option>)}
        </optgroup>
      )}
    </Choice>
  );
}

function Live() {
  const w = words.value;
  const text = { off: w.fixed, connecting: w.connecting, live: w.live, lost: w.lost }[connection.value];
  return (
    <span class="live" data-state={connection.value} data-testid="live">
      <span class="dot" aria-hidden="true" />
      {text}
    </span>
  );
}
