/** How does what is shown become a file? As SVG, and from it as PNG, with its source in it. */

import { leading } from "../counts/Buckets";
import { colourOf, inks, others } from "../map/colours";
import { statusIndex } from "../map/draw";
import type { Ground, Plot } from "../map/ground";
import { credit, groundNote } from "../map/Legend";
import { placeName } from "../map/MapView";
import { NOT_ASSESSED, scale } from "../state/theatre";
import { day, runs } from "../state/view";
import { label, number, words } from "../words";
import { heading, sourceLines } from "./caption";

const FONT = "system-ui, 'Noto Sans', sans-serif";
const TOP = 38;
const LINE = 16;
const WIDEST_CHART = 760;

export const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);

/** Frame a drawing with its heading, legend and source lines. */
function framed(inner: string, width: number, height: number, note: string): string {
  const ink = inks();
  const text = (x: number, y: number, size: number, words: string, colour = ink.text) =>
    `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}">${escape(words)}</text>`;
  let x = 14;
  const legend = scale.value.map(({ id }, i) => {
    const entered = `${label(id)} ${runs.value ? number(runs.value.at(day.value, i).count) : ""}`;
    const key = `<rect x="${x}" y="${TOP + height + 8}" width="12" height="12" rx="2" fill="${colourOf(id)}"/>`;
    const entry = key + text(x + 17, TOP + height + 18, 12, entered);
    x += 34 + entered.length * 7;
    return entry;
  });
  const said = sourceLines(note).flatMap((line) => wrapped(line, width / 5.8));
  const lines = said.map((line, i) => text(14, TOP + height + 40 + i * LINE, 10.5, line, ink.quiet));
  const total = TOP + height + 40 + said.length * LINE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="${escape(FONT)}">`,
    `<rect width="100%" height="100%" fill="${ink.ground}"/>`,
    text(14, 25, 16, heading()),
    `<g transform="translate(0 ${TOP})">${inner}</g>`,
    ...legend, ...lines, "</svg>",
  ].join("\n");
}

/** Break a text into lines of so many letters. */
function wrapped(text: string, letters: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1)!.length + word.length > letters) lines.push(word);
    else lines[lines.length - 1] += `${lines.at(-1) && " "}${word}`;
  }
  return lines;
}

export function mapSvg(ground: Ground): string {
  const ink = inks();
  const patterns = scale.value.map(
    ({ id }, i) =>
      `<pattern id="h${i}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="1.8" height="5" fill="${colourOf(id)}"/></pattern>`,
  );
  const provinces = ground.provinces.map(({ plots, code, name }) => {
    const all = plots.map((plot) => plot.outline).join("");
    const edge = `<path d="${all}" fill="none" stroke="${ink.province}" stroke-width="2.4"/>`;
    return `<g><title>${escape(placeName(code, name))}</title>${edge}${plots.map(district).join("")}</g>`;
  });
  const capitals = ground.plots.filter((plot) => plot.capital).map(
    ({ centre: [x, y] }) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="2.6" fill="#fff" stroke="#1c2430" stroke-width="1.3"/>`,
  );
  const inner = `<defs>${patterns.join("")}</defs>${provinces.join("\n")}${capitals.join("")}`;
  return framed(inner, ground.width, ground.height, `${groundNote()} ${credit()}`);
}

function district(plot: Plot): string {
  const { status, possible } = statusIndex(plot.item);
  const id = scale.value[status]?.id ?? NOT_ASSESSED;
  const title = `<title>${escape(placeName(plot.code, plot.item.name))}: ${escape(label(id))}</title>`;
  const stroke = `stroke="${inks().ground}" stroke-width=".6"`;
  const base = `<path data-code="${plot.code}" data-status="${id}" d="${plot.outline}" fill="${colourOf(id)}" ${stroke}>${title}</path>`;
  return base + others(status, possible).map((i) => `<path d="${plot.outline}" fill="url(#h${i})"/>`).join("");
}

export function chartSvg(): string | null {
  const chart = document.getElementById("chart");
  if (!chart) return null;
  const [width, height] = [Number(chart.getAttribute("width")), Number(chart.getAttribute("height"))];
  const copy = chart.cloneNode(true) as SVGElement;
  copy.removeAttribute("id");
  const by = Math.max(width, WIDEST_CHART) / width;
  const inner = `<g transform="scale(${by})">${new XMLSerializer().serializeToString(copy)}</g>`;
  return framed(inner, width * by, height * by, words.value.overTimeHint(label(leading())));
}

/** Turn an SVG into a PNG, twice as fine. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The picture can't be made.")))),
  );
}

export function save(content: Blob, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(content);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}

