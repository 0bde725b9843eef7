/**
 * Where does each district's equal cell stand? The country's outline is filled with as many cells
 * as there are districts; provinces, then districts, are parted in halves along the longer side,
 * and the cells with them, so that each keeps its place among the others. Then districts trade
 * cells wherever both together come nearer to where they are.
 */

import type { StatusFeatures } from "../api/answers";
import type { Ground } from "./ground";

type Point = [number, number];
interface Group {
  at: Point;
  members: { code: string; at: Point }[];
}

const MOST_TRADERS = 1000; // each is compared with every other
const SCALE = 0.35; // of the frame, at which the outline is sampled

export function cells(
  features: StatusFeatures["features"], like: Ground | null, width: number, height: number, margin: number,
): { size: number; corners: Map<string, Point> } {
  const { size, free } = like
    ? outlineCells(like, features.length)
    : rectangleCells(features.length, width, height, margin);
  const where = new Map(like?.plots.map((plot) => [plot.code, plot.centre]));
  const corners = new Map<string, Point>();
  const all = groups(features, where, [width / 2, height / 2]);
  part(all, free, corners);
  if (like) trade(all, corners);
  return { size, corners };
}

function groups(
  features: StatusFeatures["features"], where: Map<string, Point>, nowhere: Point,
): Group[] {
  const found = new Map<string, StatusFeatures["features"]>();
  for (const feature of features) {
    const { province } = feature.properties;
    const members = found.get(province);
    if (members) members.push(feature);
    else found.set(province, [feature]);
  }
  // Where nothing is known of places, their order is kept.
  const order = new Map(features.map(({ id }, i): [string, Point] => [id, [i, i / 1e3]]));
  return [...found.values()].map((members) => {
    const known = members.flatMap(({ id }) => (where.has(id) ? [where.get(id)!] : []));
    const centre = where.size ? (mean(known) ?? nowhere) : null;
    const placed = members.map(({ id }) => ({ code: id, at: where.get(id) ?? centre ?? order.get(id)! }));
    return { at: centre ?? mean(placed.map(({ at }) => at))!, members: placed };
  });
}

/** Find the middle of points; null: there are none. */
function mean(points: Point[]): Point | null {
  if (points.length === 0) return null;
  const along = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  return [along(0), along(1)];
}

/** Part the groups in two halves, and the free cells alike, until each group is one district. */
function part(all: Group[], free: Point[], corners: Map<string, Point>): void {
  if (all.length === 1) {
    const { members } = all[0]!;
    if (members.length === 1) corners.set(members[0]!.code, free[0]!);
    else part(members.map((member) => ({ at: member.at, members: [member] })), free, corners);
    return;
  }
  const axis = extent(free, 0) >= extent(free, 1) ? 0 : 1;
  const along = (a: Point, b: Point) => a[axis] - b[axis] || a[1 - axis]! - b[1 - axis]!;
  const sorted = [...all].sort((a, b) => along(a.at, b.at));
  const cut = halfway(sorted);
  const cells = [...free].sort(along);
  const size = sorted.slice(0, cut).reduce((sum, group) => sum + group.members.length, 0);
  part(sorted.slice(0, cut), cells.slice(0, size), corners);
  part(sorted.slice(cut), cells.slice(size), corners);
}

function halfway(sorted: Group[]): number {
  const total = sorted.reduce((sum, group) => sum + group.members.length, 0);
  let sum = 0;
  for (let cut = 1; cut < sorted.length; cut += 1) {
    sum += sorted[cut - 1]!.members.length;
    if (sum * 2 >= total) return cut;
  }
  return sorted.length - 1;
}

function trade(all: Group[], corners: Map<string, Point>): void {
  const between = ([x, y]: Point, [px, py]: Point): Point => [(x + px) / 2, (y + py) / 2];
  // Half the way to its province's middle, so that provinces stay whole.
  const members = all.flatMap((group) => group.members.map(({ code, at }) => ({ code, at: between(at, group.at) })));
  if (members.length > MOST_TRADERS) return;
  const away = (a: Point, b: Point) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
  const cells = members.map(({ code }) => corners.get(code)!);
  for (let traded = true; traded; ) {
    traded = false;
    members.forEach(({ at }, i) => {
      for (let j = i + 1; j < members.length; j += 1) {
        const [mine, other, elsewhere] = [cells[i]!, cells[j]!, members[j]!.at];
        const gain = away(mine, at) + away(other, elsewhere) - away(other, at) - away(mine, elsewhere);
        if (gain < 1e-6) continue;
        [cells[i], cells[j]] = [other, mine];
        traded = true;
      }
    });
  }
  members.forEach(({ code }, i) => corners.set(code, cells[i]!));
}

function extent(points: Point[], axis: 0 | 1): number {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) {
    low = Math.min(low, point[axis]);
    high = Math.max(high, point[axis]);
  }
  return high - low;
}

function rectangleCells(
  n: number, width: number, height: number, margin: number,
): { size: number; free: Point[] } {
  const [w, h] = [width - 2 * margin, height - 2 * margin];
  let columns = Math.max(1, Math.ceil(Math.sqrt((n * w) / h)));
  while (Math.ceil(n / columns) * (w / columns) > h) columns += 1;
  const size = w / columns;
  const free = Array.from({ length: n }, (_, i): Point => [
    margin + (i % columns) * size,
    margin + Math.floor(i / columns) * size,
  ]);
  return { size, free };
}

/** Choose the size at which about n cells lie in the outline, and the n that lie in it most. */
function outlineCells(like: Ground, n: number): { size: number; free: Point[] } {
  const covered = outline(like);
  let [low, high] = [2, Math.max(like.width, like.height)];
  for (let step = 0; step < 24; step += 1) {
    const size = (low + high) / 2;
    if (inside(covered, like, size).filter((cell) => cell.cover > 0.5).length >= n) low = size;
    else high = size;
  }
  const found = inside(covered, like, low).sort((a, b) => b.cover - a.cover);
  return { size: low, free: found.slice(0, n).map((cell) => cell.at) };
}

interface Mask {
  width: number;
  height: number;
  at: Uint8ClampedArray;
}

function outline(like: Ground): Mask {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(like.width * SCALE);
  canvas.height = Math.ceil(like.height * SCALE);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.scale(SCALE, SCALE);
  context.lineWidth = 2;
  for (const { union } of like.provinces) {
    context.fill(union);
    context.stroke(union);
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, at: data };
}

function inside(mask: Mask, like: Ground, size: number): { at: Point; cover: number }[] {
  const found: { at: Point; cover: number }[] = [];
  for (let y = 0; y + size <= like.height; y += size) {
    for (let x = 0; x + size <= like.width; x += size) {
      const cover = coverage(mask, x, y, size);
      if (cover > 0) found.push({ at: [x, y], cover });
    }
  }
  return found;
}

/** Sample how much of a cell is covered, at 25 points. */
function coverage(mask: Mask, x: number, y: number, size: number): number {
  let hits = 0;
  for (let i = 0; i < 25; i += 1) {
    const column = Math.floor((x + ((i % 5) + 0.5) * (size / 5)) * SCALE);
    const row = Math.floor((y + (Math.floor(i / 5) + 0.5) * (size / 5)) * SCALE);
    if (column < mask.width && row < mask.height && mask.at[(row * mask.width + column) * 4 + 3]! > 127) hits += 1;
  }
  return hits / 25;
}
