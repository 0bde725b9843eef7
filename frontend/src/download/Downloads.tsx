/** How does a person take away what is shown? */

import { useRef } from "preact/hooks";
import { query } from "../api/ask";
import { ground } from "../map/MapView";
import { link } from "../state/link";
import { path } from "../state/theatre";
import { view } from "../state/view";
import { isoOf } from "../time/days";
import { reach } from "../time/TimeBar";
import { words } from "../words";
import { fileName } from "./caption";
import { chartSvg, mapSvg, pngOf, save } from "./picture";

type Picture = () => string | null;

async function take(picture: Picture, what: string, ending: "svg" | "png"): Promise<void> {
  const svg = picture();
  if (!svg) return;
  const content = ending === "png" ? await pngOf(svg) : new Blob([svg], { type: "image/svg+xml" });
  save(content, fileName(what, ending));
}

export function Downloads() {
  const menu = useRef<HTMLDetailsElement>(null);
  const w = words.value.downloads;
  const statuses = (f: string) => `${path.value}/status${query({ f, at: link.value.at, ...view.value })}`;
  const [first, last] = reach.value;
  const series = `${path.value}/aggregates/series${query({ f: "csv", from: isoOf(first), to: isoOf(last), ...view.value })}`;
  const map = () => (ground.value ? mapSvg(ground.value) : null);
  const close = () => menu.current?.removeAttribute("open");
  const button = (text: string, picture: Picture, what: string, ending: "svg" | "png") => (
    <li>
      <button type="button" onClick={() => void take(picture, what, ending).then(close)}>{text}</button>
    </li>
  );
  return (
    <details
      class="menu" ref={menu} data-testid="downloads"
      onKeyDown={(event) => event.key === "Escape" && close()}
      onFocusOut={(event) => !menu.current?.contains(event.relatedTarget as Node) && event.relatedTarget && close()}
    >
      <summary>{words.value.download}</summary>
      <ul>
        <li><a href={statuses("csv")} download={fileName("status", "csv")}>{w.csv}</a></li>
        <li><a href={statuses("geojson")} download={fileName("status", "geojson")}>{w.geojson}</a></li>
        <li><a href={series} download={fileName("counts", "csv")}>{w.series}</a></li>
        {button(w.mapSvg, map, "map", "svg")}
        {button(w.mapPng, map, "map", "png")}
        {button(w.chartSvg, chartSvg, "chart", "svg")}
        {button(w.chartPng, chartSvg, "chart", "png")}
      </ul>
    </details>
  );
}
