/** Which published figures can stand on the chart, and where? */

import type { Figure } from "../api/answers";
import { dayOf } from "../time/days";

export interface Point {
  day: number;
  /** Share of the figure's own denominator. */
  share: number;
  text: string;
  denominator: number | null;
  source: string;
  url: string | null;
  date: string;
}

/** Units that are not districts: their shares stand on no chart of districts. */
const OTHER_UNITS = ["provincial_centres", "district_centres"];

/** Take the figures of the whole theatre that tell a share for a status; gains tell none. */
export function pointsFor(figures: Figure[], status: string, theatre: string): Point[] {
  return figures.flatMap(({ reported }) => {
    const value = reported.values[status];
    const day = lastDay(reported.date);
    if (!value || value.gain || reported.place !== theatre || OTHER_UNITS.includes(reported.unit) || day === null) return [];
    const { denominator } = reported;
    const share = value.share ?? (value.count !== null && denominator ? value.count / denominator : null);
    if (share === null || share < 0 || share > 1) return [];
    return [{
      day,
      share,
      denominator,
      text: value.as_reported ?? String(value.count),
      source: reported.source ?? reported.report?.publisher ?? "",
      url: reported.report?.url ?? null,
      date: reported.date,
    }];
  });
}

/** Find the last day of a date written in EDTF; null: it can't be told. */
function lastDay(edtf: string): number | null {
  const end = edtf.split("/").at(-1)!.replace(/[~?%]/g, "");
  const [year, month, day] = end.split("-").map(Number);
  if (!year) return null;
  if (month && day) return dayOf(end);
  const after = new Date(Date.UTC(month ? year : year + 1, month ?? 0, 1));
  return Number.isNaN(after.getTime()) ? null : dayOf(after.toISOString()) - 1;
}
