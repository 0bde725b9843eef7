/** Where is each district drawn? Projected shapes, or equal cells, in the same form. */

import { geoMercator, geoPath } from "d3-geo";
import type { GeoPermissibleObjects } from "d3-geo";
import type { StatusFeatures, StatusItem } from "../api/answers";
import { cells } from "./cells";

/** A district as it is drawn, in pixels of a frame that fits the canvas. */
export interface Plot {
  code: string;
  item: StatusItem;
  path: Path2D;
  /** The same outline as text, for pictures that are files. */
  outline: string;
  centre: [number, number];
  box: [number, number, number, number];
  capital: boolean;
}

export interface Ground {
  plots: Plot[];
  provinces: { code: string; name: string; plots: Plot[]; union: Path2D; centre: [number, number] }[];
  width: number;
  height: number;
}

type Outline = Omit<Plot, "item" | "code" | "path" | "capital">;
type Features = StatusFeatures["features"];

const MARGIN = 14;

/** Lay out the districts that have a shape. */
export function shapesGround(features: Features, width: number, height: number): Ground {
  const drawn = features.filter((feature) => feature.geometry);
  const collection = { type: "FeatureCollection", features: drawn.map(wound) } as GeoPermissibleObjects;
  const frame: [[number, number], [number, number]] = [
    [MARGIN, MARGIN],
    [Math.max(width - MARGIN, MARGIN + 1), Math.max(height - MARGIN, MARGIN + 1)],
  ];
  const write = geoPath(geoMercator().fitExtent(frame, collection)).digits(1);
  const outlines = new Map<string, Outline>();
  for (const feature of drawn.map(wound)) {
    const shape = feature as unknown as GeoPermissibleObjects;
    const [[left, top], [right, bottom]] = write.bounds(shape);
    outlines.set(feature.id, {
      outline: write(shape) ?? "",
      centre: write.centroid(shape),
      box: [left, top, right, bottom],
    });
  }
  return gather(drawn, outlines, width, height);
}

/** Lay out one equal cell per district; `like` tells where the shapes are, null: there are none. */
export function cellsGround(
  features: Features, like: Ground | null, width: number, height: number,
): Ground {
  const { size, corners } = cells(features, like, width, height, MARGIN);
  const side = size;
  const outlines = new Map<string, Outline>();
  for (const [code, [x, y]] of corners) {
    outlines.set(code, {
      outline: `M${x.toFixed(1)},${y.toFixed(1)}h${side.toFixed(1)}v${side.toFixed(1)}h${(-side).toFixed(1)}Z`,
      centre: [x + side / 2, y + side / 2],
      box: [x, y, x + side, y + side],
    });
  }
  return gather(features, outlines, width, height);
}

function gather(features: Features, outlines: Map<string, Outline>, width: number, height: number): Ground {
  const plots = features.map(({ id, properties }) => {
    const outline = outlines.get(id)!;
    const capital = properties.type === "provincial_centre";
    return { ...outline, code: id, item: properties, path: new Path2D(outline.outline), capital };
  });
  const byProvince = new Map<string, Plot[]>();
  for (const plot of plots) {
    const found = byProvince.get(plot.item.province);
    if (found) found.push(plot);
    else byProvince.set(plot.item.province, [plot]);
  }
  const provinces = [...byProvince].map(([code, members]) => {
    const union = new Path2D();
    for (const { path } of members) union.addPath(path);
    return { code, name: members[0]!.item.province_name, plots: members, union, centre: middle(members) };
  });
  return { plots, provinces, width, height };
}

function middle(plots: Plot[]): [number, number] {
  const mean = (axis: 0 | 1) => plots.reduce((sum, plot) => sum + plot.centre[axis], 0) / plots.length;
  return [mean(0), mean(1)];
}

/**
 * Wind rings as d3 has them, clockwise seen from above: RFC 7946 has outer rings the other way,
 * and d3 would draw all of the globe but the district.
 */
function wound(feature: Features[number]): Features[number] & { type: "Feature" } {
  const turn = (ring: number[][], outer: boolean) => (turns(ring) === outer ? ring : [...ring].reverse());
  const polygon = (rings: number[][][]) => rings.map((ring, i) => turn(ring, i === 0));
  const { type, coordinates } = feature.geometry!;
  const given = coordinates as unknown;
  const wanted = type === "Polygon" ? polygon(given as number[][][]) : (given as number[][][][]).map(polygon);
  return { ...feature, type: "Feature", geometry: { type, coordinates: wanted as never[] } };
}

function turns(ring: number[][]): boolean {
  let area = 0;
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const [a, b] = [ring[i]!, ring[i + 1]!];
    area += (b[0]! - a[0]!) * (b[1]! + a[1]!);
  }
  return area > 0;
}

/** Find the district at a point of the frame. */
export function plotAt(ground: Ground, context: CanvasRenderingContext2D, x: number, y: number): Plot | null {
  for (const plot of ground.plots) {
    const [left, top, right, bottom] = plot.box;
    if (x < left || x > right || y < top || y > bottom) continue;
    if (context.isPointInPath(plot.path, x, y)) return plot;
  }
  return null;
}

/** Find the next district in a direction: near, and not far off the line. */
export function neighbour(ground: Ground, from: Plot, dx: number, dy: number): Plot {
  let best = from;
  let least = Infinity;
  for (const plot of ground.plots) {
    const [x, y] = [plot.centre[0] - from.centre[0], plot.centre[1] - from.centre[1]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (along <= 0.5 || aside > along * 1.5) continue;
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [plot, cost];
  }
  return best;
}
