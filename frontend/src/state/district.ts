/** Which district is open, and what was said of it? */

import { computed } from "@preact/signals";
import type { District, History } from "../api/answers";
import { ask, query } from "../api/ask";
import { resource } from "../api/resource";
import { link } from "./link";
import { path } from "./theatre";
import { news, view } from "./view";

const base = computed(
  () => path.value && link.value.district && `${path.value}/districts/${encodeURIComponent(link.value.district)}`,
);

export const district = resource<District>(
  () => base.value,
  (url, signal) => ask(url, { signal }),
);

/** Its periods and all claims on it; the day shown is left out, for the whole past is told. */
export const history = resource<History>(
  () => base.value && `${base.value}/history${query({ ...view.value, set: null, limit: 1000 })}#${news.value}`,
  (key, signal) => {
    const [url = "", revision] = key.split("#");
    return ask(url, { signal, minRevision: Number(revision) });
  },
);
