/** How does the map look? Drawn on a canvas: it stays smooth with tens of thousands of places. */

import type { StatusItem } from "../api/answers";
import { scale } from "../state/theatre";
import { details, statusOf } from "../state/view";
import type { Camera } from "./camera";
import { colourOf, inks, others } from "./colours";
import type { Ground, Plot } from "./ground";

export interface Scene {
  ground: Ground;
  camera: Camera;
  density: number;
  hovered: string | null;
  opened: string | null;
  provinceName: (code: string, fallback: string) => string;
}

/** A district's status on the day shown as indices of the scale; -1: not known yet. */
export function statusIndex({ code }: StatusItem): { status: number; possible: number } {
  const known = statusOf(code);
  if (known) return known;
  const item = details.value.get(code);
  const index = (id: string) => scale.value.findIndex((each) => each.id === id);
  return {
    status: item ? index(item.status) : -1,
    possible: item?.possible.reduce((mask, id) => mask | (1 << index(id)), 0) ?? 0,
  };
}

export function draw(context: CanvasRenderingContext2D, scene: Scene): void {
  const { ground, camera, density } = scene;
  const ink = inks();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const zoom = camera.scale * density;
  context.setTransform(zoom, 0, 0, zoom, camera.x * density, camera.y * density);
  context.lineJoin = "round";
  const colours = scale.value.map((status) => colourOf(status.id));
  const hatches = colours.map((colour) => hatch(context, colour, density, zoom));
  const fine = 1 / camera.scale;
  for (const province of ground.provinces) {
    context.strokeStyle = ink.province;
    context.lineWidth = 2.4 * fine;
    context.stroke(province.union);
    for (const plot of province.plots) fill(context, plot, colours, hatches);
    context.strokeStyle = ink.district;
    context.lineWidth = 0.7 * fine;
    context.stroke(province.union);
  }
  for (const code of [scene.opened, scene.hovered]) {
    const plot = code && ground.plots.find((each) => each.code === code);
    if (plot) outline(context, plot, fine);
  }
  capitals(context, ground, fine);
  context.setTransform(density, 0, 0, density, 0, 0);
  labels(context, scene);
}

function fill(
  context: CanvasRenderingContext2D, plot: Plot, colours: string[], hatches: (CanvasPattern | null)[],
): void {
  const { status, possible } = statusIndex(plot.item);
  context.fillStyle = colours[status] ?? colours.at(-1)!;
  context.fill(plot.path);
  for (const other of others(status, possible)) {
    const pattern = hatches[other];
    if (!pattern) continue;
    context.fillStyle = pattern;
    context.fill(plot.path);
  }
}

/** Stripes in a colour, as wide on the screen at every zoom, over whatever is under them. */
function hatch(
  context: CanvasRenderingContext2D, colour: string, density: number, zoom: number,
): CanvasPattern | null {
  const size = Math.round(7 * density);
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const pen = tile.getContext("2d")!;
  pen.strokeStyle = colour;
  pen.lineWidth = size * 0.34;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - 1, size + 1);
    pen.lineTo(shift + size + 1, -1);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix([1 / zoom, 0, 0, 1 / zoom, 0, 0]));
  return pattern;
}

function outline(context: CanvasRenderingContext2D, plot: Plot, fine: number): void {
  const ink = inks();
  context.strokeStyle = ink.halo;
  context.lineWidth = 5 * fine;
  context.stroke(plot.path);
  context.strokeStyle = ink.focus;
  context.lineWidth = 2.2 * fine;
  context.stroke(plot.path);
}

function capitals(context: CanvasRenderingContext2D, ground: Ground, fine: number): void {
  if (ground.plots.length > 5000) return;
  for (const { capital, centre: [x, y] } of ground.plots) {
    if (!capital) continue;
    context.beginPath();
    context.arc(x, y, 2.6 * fine, 0, 7);
    context.fillStyle = "#ffffff";
    context.fill();
    context.lineWidth = 1.3 * fine;
    context.strokeStyle = "#1c2430";
    context.stroke();
  }
}

/** Find the boxes of the capitals' marks, which no name may cover. */
function marks({ ground, camera: { scale: by, x, y } }: Scene): [number, number, number, number][] {
  return ground.plots.filter((plot) => plot.capital).map(({ centre }) => {
    const [px, py] = [centre[0] * by + x, centre[1] * by + y];
    return [px - 3, py - 3, px + 3, py + 3];
  });
}

/** Name the provinces, and close by the districts, where no name is in the way. */
function labels(context: CanvasRenderingContext2D, scene: Scene): void {
  const { ground, camera } = scene;
  if (ground.provinces.length > 200) return;
  const ink = inks();
  const taken: [number, number, number, number][] = marks(scene);
  const free = (x: number, y: number, half: number, size: number) => {
    const box: (typeof taken)[number] = [x - half, y - size * 0.6, x + half, y + size * 0.6];
    if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) return false;
    taken.push(box);
    return true;
  };
  const place = (text: string, x: number, wanted: number, size: number) => {
    context.font = `${size}px system-ui, sans-serif`;
    const half = context.measureText(text).width / 2 + 3;
    const y = [wanted, wanted - 11, wanted + 11].find((each) => free(x, each, half, size));
    if (y === undefined) return;
    context.strokeStyle = ink.halo;
    context.lineWidth = 3;
    context.strokeText(text, x, y);
    context.fillStyle = ink.text;
    context.fillText(text, x, y);
  };
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const small = ground.width < 500;
  const biggest = [...ground.provinces].sort((a, b) => b.plots.length - a.plots.length);
  for (const { code, name, centre: [x, y] } of small && camera.scale < 1.5 ? [] : biggest) {
    place(scene.provinceName(code, name), x * camera.scale + camera.x, y * camera.scale + camera.y, 11);
  }
  if (camera.scale < 4) return;
  for (const { item, centre: [x, y], code } of ground.plots) {
    const [px, py] = [x * camera.scale + camera.x, y * camera.scale + camera.y];
    if (px < 0 || py < 0 || px > ground.width || py > ground.height) continue;
    place(scene.provinceName(code, item.name), px, py + 10, 11);
  }
}
