/** What is seen? The statuses of all districts: on the chosen day, and on every day beside it. */

import { computed, signal } from "@preact/signals";
import type {
  Boundaries, District, Figure, Province, StatusAnswer, StatusFeatures, StatusItem, StatusSeries,
} from "../api/answers";
import { ask, askAll, query } from "../api/ask";
import { resource } from "../api/resource";
import { dayOf, isoOf, today } from "../time/days";
import { Runs, type DayState } from "../time/runs";
import { link } from "./link";
import { head, path, theatre } from "./theatre";

const MOST_NAMES = 5000;

export const policy = computed(() => link.value.policy ?? theatre.value?.default_policy ?? "");
export const set = computed(() => link.value.set ?? theatre.value?.default_set ?? "");
const knownAt = computed(() => link.value.known_at);
const at = computed(() => link.value.at);

/** The parameters of every question about the present view. */
export const view = computed(() => ({
  known_at: knownAt.value,
  policy: link.value.policy,
  set: link.value.set,
}));

/** Whether the latest state is shown, which new claims change. */
export const live = computed(() => at.value === null && knownAt.value === null);

/** A number that grows whenever what is shown may have changed under it. */
export const news = computed(() => (live.value ? head.value : 0));
/** A number that grows when places or boundaries change. */
export const ground = signal(0);

function about(name: string, parameters: Record<string, string | null>): string | null {
  return path.value && `${path.value}/${name}${query(parameters)}#${news.value}`;
}

function get<Answer>(key: string, signal: AbortSignal): Promise<Answer> {
  const [url = "", revision] = key.split("#");
  return ask<Answer>(url, { signal, minRevision: Number(revision) });
}

const span = computed(() => {
  if (!theatre.value) return null;
  const { first_valid, last_valid } = theatre.value.coverage;
  const from = first_valid ?? isoOf(today()); // nothing was claimed yet
  const last = Math.min(Math.max(dayOf(last_valid ?? from), dayOf(from)), today());
  return { from, to: isoOf(last) };
});

const series = resource<StatusSeries>(
  () => span.value && about("status/series", { ...view.value, ...span.value }),
  get,
);
export const runs = computed(() => series.value.value && new Runs(series.value.value));

/** A day that the slider is dragged over: it is shown at once, and in the link when let go. */
export const dragged = signal<number | null>(null);

export const lastDay = computed(() => (span.value ? dayOf(span.value.to) : today()));
export const day = computed(
  () => dragged.value ?? (at.value === null ? lastDay.value : dayOf(at.value)),
);

/** The last recorded of the boundaries that are valid on a day. */
const boundariesOn = (iso: string): Boundaries | null =>
  theatre.value?.boundaries
    .filter(({ valid_from, valid_to }) => (valid_from ?? iso) <= iso && iso <= (valid_to ?? iso))
    .at(-1) ?? null;

const dayDrawn = computed(() => isoOf(at.value === null && dragged.value === null ? today() : day.value));
/** Whose boundaries are drawn. */
export const boundaries = computed(() => boundariesOn(dayDrawn.value));

/** A day that has the boundaries of the day shown, the same for many; null: the latest ones. */
const drawnAt = computed(() => {
  if (boundaries.value === boundariesOn(isoOf(today()))) return null;
  const starts = (theatre.value?.boundaries ?? []).flatMap(({ valid_from, valid_to }) => [
    valid_from ?? "", valid_to ? isoOf(dayOf(valid_to) + 1) : "",
  ]);
  const before = [span.value?.from ?? "", ...starts].filter((start) => start && start <= dayDrawn.value);
  return before.sort().at(-1) ?? dayDrawn.value;
});

/** The shapes of the districts, with their statuses when they were first asked for. */
export const shapes = resource<StatusFeatures>(
  () => {
    const asked = query({ f: "geojson", set: link.value.set, at: drawnAt.value });
    return path.value && `${path.value}/status${asked}#${ground.value}`;
  },
  get,
);

/** The statuses on the day shown, in the order of the series. */
export const state = computed<DayState | null>(() => runs.value && runs.value.on(day.value));

const statuses = resource<StatusAnswer>(() => about("status", { at: at.value, ...view.value }), get);
/** What else the API tells of the day in the link, by code: since when, last confirmed. */
export const details = computed(
  () => new Map((statuses.value.value?.items ?? []).map((item) => [item.code, item])),
);
export const seen = computed(() => statuses.value.value);

export const provinces = resource<{ items: Province[] }>(
  () => about("provinces", { at: at.value, ...view.value }),
  get,
);

/** What others published, as far as it was known. */
export const figures = resource<Figure[]>(
  () => about("figures", { known_at: knownAt.value, limit: "1000" }),
  (key, signal) => askAll<Figure>(key.split("#")[0]!, 2000, { signal }),
);

/** All names of all places; asked for where the statuses' own names don't do. */
const gazetteer = resource<District[]>(
  () => {
    const wanted = link.value.lang !== null || link.value.view === "table";
    const asked = query({ limit: 1000, set: link.value.set });
    return path.value && wanted ? `${path.value}/districts${asked}#${ground.value}` : null;
  },
  (key, signal) => askAll<District>(key.split("#")[0]!, MOST_NAMES, { signal }),
);
export const names = computed(
  () => new Map((gazetteer.value.value ?? []).map((district) => [district.code, district.names])),
);

/** The districts of the set with the status of the day shown, in the order of the map. */
export const districts = computed<StatusItem[]>(
  () => shapes.value.value?.features.map((feature) => feature.properties) ?? [],
);

const position = computed(() => new Map((runs.value?.codes ?? []).map((code, i) => [code, i])));

/** A district's status on the day shown, as indices of the scale; null: not known yet. */
export function statusOf(code: string): { status: number; possible: number } | null {
  const i = position.value.get(code);
  const found = state.value;
  if (found && i !== undefined) return { status: found.status[i]!, possible: found.possible[i]! };
  return null;
}
