/** Which theatre is shown, and what is it made of? */

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { List, Source, Status, Theatre } from "../api/answers";
import { ask, askAll } from "../api/ask";
import { resource, type Resource } from "../api/resource";
import { link } from "./link";

/** The newest revision that the stream told of; 0 before it told of any. */
export const head = signal(0);

export const theatres = resource(
  () => "/v1/theatres",
  (path, signal) => ask<List<Theatre>>(path, { signal }),
);

const asked: Resource<Theatre> = resource(
  () => (head.value && theatre.peek() ? `/v1/theatres/${theatre.peek()!.id}#${head.value}` : null),
  (path, signal) => ask<Theatre>(path.split("#")[0]!, { signal, minRevision: head.peek() }),
);

export const theatre: ReadonlySignal<Theatre | null> = computed(() => {
  const all = theatres.value.value?.items ?? [];
  const found = link.value.theatre ? all.find((each) => each.id === link.value.theatre) : all[0];
  const fresh = asked.value.value;
  return (fresh?.id === found?.id && fresh) || found || null;
});

/** The theatre's path; it changes with the theatre alone, not with its revision. */
export const path = computed(() => theatre.value && `/v1/theatres/${theatre.value.id}`);

export const NOT_ASSESSED = "not_assessed";

/** The statuses in their order, with `not_assessed` as the last. */
export const scale = computed<Status[]>(() => [
  ...(theatre.value?.statuses ?? []),
  { id: NOT_ASSESSED, label: "", controller: null, degree: "none", colour: "", order: 99 },
]);

/** The status that a place has when it fell: the `control` of the actor to whom places fall. */
export const fallen = computed(() => {
  const to = theatre.value?.falls_to;
  return scale.value.find((s) => s.controller === to && s.degree === "control")?.id ?? null;
});

export const sources = resource(
  () => path.value && `${path.value}/sources?limit=1000`,
  (url, signal) => askAll<Source>(url, 5000, { signal }),
);

export const sourceNames = computed(
  () => new Map((sources.value.value ?? []).map((source) => [source.id, source.name])),
);
