/** Which colour has a status, and which pattern a status that may have changed? */

import { NOT_ASSESSED, scale } from "../state/theatre";
import { theme, type Theme } from "../state/theme";

export interface Inks {
  notAssessed: string;
  ground: string;
  district: string;
  province: string;
  text: string;
  halo: string;
  quiet: string;
  focus: string;
}

/** `not_assessed` is a neutral near the ground's own, apart from the scale's grey for unknown. */
export const INKS: Record<Theme, Inks> = {
  light: {
    notAssessed: "#e9e7e1", ground: "#ffffff", district: "rgba(255,255,255,.75)", province: "#4c5561",
    text: "#1c2430", halo: "rgba(255,255,255,.85)", quiet: "#56606d", focus: "#111827",
  },
  dark: {
    notAssessed: "#343b45", ground: "#14181d", district: "rgba(16,20,24,.6)", province: "#aeb8c4",
    text: "#eef1f4", halo: "rgba(16,20,24,.8)", quiet: "#a7b1bd", focus: "#ffffff",
  },
};

export const inks = (): Inks => INKS[theme.value];

export function colourOf(status: string): string {
  if (status === NOT_ASSESSED) return inks().notAssessed;
  return scale.value.find((each) => each.id === status)?.colour ?? inks().notAssessed;
}

/** Find the statuses that are possible beside a district's own, as indices of the scale. */
export function others(status: number, possible: number): number[] {
  return scale.value.flatMap((_, i) => (i !== status && possible & (1 << i) ? [i] : []));
}
