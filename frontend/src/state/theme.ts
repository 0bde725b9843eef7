/** Light or dark? As the system has it, until the person chooses. */

import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark";

const KEY = "frontline-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const stored = localStorage.getItem(KEY);

export const theme = signal<Theme>(
  stored === "light" || stored === "dark" ? stored : system.matches ? "dark" : "light",
);

system.addEventListener("change", () => {
  if (!localStorage.getItem(KEY)) theme.value = system.matches ? "dark" : "light";
});

export function choose(next: Theme): void {
  localStorage.setItem(KEY, next);
  theme.value = next;
}

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
});

export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
