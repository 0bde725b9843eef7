/** In which language does the page speak, and how does it write numbers and dates? */

import { computed, effect } from "@preact/signals";
import { link } from "../state/link";
import { NOT_ASSESSED, scale, sourceNames, theatre } from "../state/theatre";
import { names } from "../state/view";
import { dateOf, dayOf } from "../time/days";
import { en } from "./en";
import { fa } from "./fa";

const LANGUAGES = { en, fa };
const LOCALES = { en: "en-GB", fa: "fa-AF" };
export const OWN_NAMES = { en: "English", fa: "دری" } as const;

export const language = computed(() => link.value.lang ?? "en");
export const words = computed(() => LANGUAGES[language.value]);
export const rightToLeft = computed(() => language.value === "fa");

const formats = computed(() => {
  const locale = LOCALES[language.value];
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  return {
    number: new Intl.NumberFormat(locale),
    percent: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }),
    day: date({ day: "numeric", month: "long", year: "numeric" }),
    short: date({ day: "numeric", month: "short", year: "numeric" }),
    month: date({ month: "short" }),
    // A month or year of the source's calendar is none of another calendar's.
    sourceMonth: new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { timeZone: "UTC", month: "long", year: "numeric" }),
    sourceYear: new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { timeZone: "UTC", year: "numeric" }),
    year: date({ year: "numeric" }),
    instant: date({ dateStyle: "medium", timeStyle: "short" }),
  };
});

export const number = (n: number): string => formats.value.number.format(n);
export const percent = (share: number): string => formats.value.percent.format(share);
export const longDay = (day: number): string => formats.value.day.format(dateOf(day));
export const shortDay = (iso: string): string => formats.value.short.format(dateOf(dayOf(iso)));
export const monthName = (date: Date): string => formats.value.month.format(date);
export const yearName = (date: Date): string => formats.value.year.format(date);

/** Write an instant; the last one of a day is what a date as `known_at` means, and is that day. */
export function instant(iso: string): string {
  return iso.includes("T") && !iso.includes("T23:59:59")
    ? formats.value.instant.format(new Date(iso))
    : shortDay(iso);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTH = /^\d{4}-\d{2}$/;

/** Write a date or window of EDTF in the reader's way, qualified as it is. */
export function edtf(text: string): string {
  const [from = "", to] = text.split("/");
  if (to === undefined) return qualified(from);
  if (from === "..") return words.value.notAfter(qualified(to));
  if (DAY.test(from) && DAY.test(to)) return formats.value.short.formatRange(dateOf(dayOf(from)), dateOf(dayOf(to)));
  return words.value.range(qualified(from), qualified(to));
}

/** Write a day, month or year; `~` is approximate, `?` uncertain, `%` both. */
function qualified(text: string): string {
  const date = text.replace(/[~?%]$/, "");
  const { about, uncertain } = words.value;
  const said = /[~%]$/.test(text) ? about(plain(date)) : plain(date);
  return /[?%]$/.test(text) ? uncertain(said) : said;
}

function plain(date: string): string {
  if (DAY.test(date)) return shortDay(date);
  if (MONTH.test(date)) return formats.value.sourceMonth.format(new Date(`${date}-01`));
  return /^\d{4}$/.test(date) ? formats.value.sourceYear.format(new Date(`${date}-01-01`)) : date;
}

/** Name a status of the scale in the reader's language. */
export function label(status: string): string {
  if (status === NOT_ASSESSED) return words.value.notAssessed;
  const own = scale.value.find((each) => each.id === status)?.label;
  return words.value.statuses[status] ?? own ?? status;
}

/** Name a source by its id; whatever has no name here is shown as it is. */
export const sourceName = (id: string): string => sourceNames.value.get(id) ?? id;

/** Name a set of districts in the reader's language. */
export const setTitle = (id: string): string =>
  words.value.sets[id] ?? theatre.value?.sets.find((each) => each.id === id)?.title ?? id;

/** Name a theatre in the reader's language. */
export const theatreTitle = (id: string, title: string): string => words.value.theatres[id] ?? title;

/** Name a place in the reader's language, if it has such a name. */
export function named(code: string, fallback: string, own?: Record<string, string[]>): string {
  return (own ?? names.value.get(code))?.[language.value]?.[0] ?? fallback;
}

effect(() => {
  document.documentElement.lang = LOCALES[language.value];
  document.documentElement.dir = rightToLeft.value ? "rtl" : "ltr";
  document.title = words.value.title;
});
