/** Who holds what? The map, to look at, to point at, and to walk through with the keys. */

import { computed, effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { go, link } from "../state/link";
import { calm, theme } from "../state/theme";
import { details, districts, provinces, seen, shapes, state } from "../state/view";
import { label, language, named, theatreTitle, words } from "../words";
import { camera, followPointers, pan, reveal, showAll, zoom } from "./camera";
import { draw, statusIndex } from "./draw";
import { cellsGround, neighbour, plotAt, shapesGround, type Ground } from "./ground";
import { Credit, Legend } from "./Legend";
import { scale, theatre } from "../state/theatre";
import { Tooltip } from "./Tooltip";

const size = signal<[number, number]>([0, 0]);
/** The district that is pointed at or walked to, and where its name is shown. */
export const pointed = signal<{ code: string; x: number; y: number } | null>(null);

export const anyShape = computed(
  () => shapes.value.value?.features.some((feature) => feature.geometry) ?? false,
);

const onShapes = computed<Ground | null>(() => {
  const [width, height] = size.value;
  const features = shapes.value.value?.features;
  return features && width && anyShape.value ? shapesGround(features, width, height) : null;
});

const onCells = computed<Ground | null>(() => {
  const [width, height] = size.value;
  const features = shapes.value.value?.features;
  return features && width ? cellsGround(features, onShapes.value, width, height) : null;
});

export const ground = computed<Ground | null>(() =>
  link.value.view === "cells" || !anyShape.value ? onCells.value : onShapes.value,
);

const districtNames = computed(() => new Map(districts.value.map(({ code, name }) => [code, name])));
const provinceNames = computed(
  () => new Map((provinces.value.value?.items ?? []).map((item) => [item.code, item.names])),
);

/** Name a place in the reader's language, else as the status has it, else by its code. */
export function placeName(code: string, fallback = districtNames.value.get(code) ?? code): string {
  if (code === theatre.value?.code) return theatreTitle(code, theatre.value.title);
  return named(code, fallback, provinceNames.value.get(code));
}

function paint(canvas: HTMLCanvasElement): void {
  const found = ground.value;
  const [width, height] = size.value;
  if (!found || !width) return;
  const density = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * density)) canvas.width = Math.round(width * density);
  if (canvas.height !== Math.round(height * density)) canvas.height = Math.round(height * density);
  draw(canvas.getContext("2d")!, {
    ground: found,
    camera: camera.value,
    density,
    hovered: pointed.value?.code ?? null,
    opened: link.value.district,
    provinceName: placeName,
  });
}

/** Paint when anything that is read while painting changes, once per frame. */
function paintOnChange(canvas: HTMLCanvasElement): () => void {
  let frame = 0;
  const stop = effect(() => {
    void [ground.value, camera.value, state.value, details.value, theme.value, pointed.value];
    void [link.value, language.value, scale.value, provinceNames.value];
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => paint(canvas));
  });
  return () => {
    stop();
    cancelAnimationFrame(frame);
  };
}

function point(canvas: HTMLCanvasElement, x: number, y: number): string | null {
  const found = ground.value;
  const { scale: by, x: left, y: top } = camera.value;
  const context = canvas.getContext("2d")!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  const plot = found && plotAt(found, context, (x - left) / by, (y - top) / by);
  pointed.value = plot ? { code: plot.code, x, y } : null;
  return plot?.code ?? null;
}

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

function onKey(event: KeyboardEvent): void {
  const found = ground.value;
  if (!found || event.ctrlKey || event.metaKey || event.altKey) return;
  const [width, height] = size.value;
  const step = STEPS[event.key];
  if (step && event.shiftKey) pan(-step[0] * 60, -step[1] * 60, width, height);
  else if (step) walk(found, step);
  else if (event.key === "+" || event.key === "=") zoom(1.5, width / 2, height / 2);
  else if (event.key === "-") zoom(1 / 1.5, width / 2, height / 2);
  else if (event.key === "0") showAll();
  else if ((event.key === "Enter" || event.key === " ") && pointed.value) go({ district: pointed.value.code });
  else if (event.key === "Escape") pointed.value = null;
  else return;
  event.preventDefault();
}

function walk(found: Ground, [dx, dy]: [number, number]): void {
  const code = pointed.value?.code ?? link.value.district;
  const from = found.plots.find((plot) => plot.code === code);
  const start = found.plots.find((plot) => plot.capital) ?? found.plots[0];
  const to = from ? neighbour(found, from, dx, dy) : start;
  if (!to) return;
  reveal(...to.centre, ...size.value);
  const { scale: by, x, y } = camera.value;
  pointed.value = { code: to.code, x: to.centre[0] * by + x, y: to.centre[1] * by + y };
}

export function MapView() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const frame = element.parentElement!;
    const watch = new ResizeObserver(() => {
      size.value = [frame.clientWidth, frame.clientHeight];
      showAll();
    });
    watch.observe(frame);
    const unpaint = paintOnChange(element);
    const unfollow = followPointers(element, (x, y) => {
      const code = point(element, x, y);
      if (code) go({ district: code });
    });
    return () => {
      watch.disconnect();
      unpaint();
      unfollow();
    };
  }, []);
  const said = pointed.value && describe(pointed.value.code);
  return (
    <div class="map" data-calm={calm()} data-ready={ground.value && (state.value ?? seen.value) ? "" : undefined}>
      <div class="map-frame">
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-label={words.value.map}
          aria-describedby="map-keys"
          onKeyDown={onKey}
          onPointerMove={(event) => {
            if (event.buttons === 0) point(event.currentTarget, event.offsetX, event.offsetY);
          }}
          onPointerLeave={() => (pointed.value = null)}
          onBlur={() => (pointed.value = null)}
        />
        <Credit />
        {pointed.value && <Tooltip {...pointed.value} frame={size.value} />}
      </div>
      <p id="map-keys" class="unseen">{words.value.mapKeys}</p>
      <p class="unseen" aria-live="polite" data-testid="pointed">{said}</p>
      <Zoom />
      <Legend />
    </div>
  );
}

/** Say a district's name and status in one sentence. */
function describe(code: string): string {
  const plot = ground.value?.plots.find((each) => each.code === code);
  if (!plot) return "";
  const status = scale.value[statusIndex(plot.item).status]?.id ?? "";
  return `${placeName(code, plot.item.name)}: ${label(status)}`;
}

function Zoom() {
  const [width, height] = size.value;
  const by = (factor: number) => () => zoom(factor, width / 2, height / 2);
  return (
    <div class="zoom" role="group" aria-label={words.value.view}>
      <button type="button" aria-label={words.value.zoomIn} onClick={by(1.6)}>+</button>
      <button type="button" aria-label={words.value.zoomOut} onClick={by(1 / 1.6)}>−</button>
      <button type="button" aria-label={words.value.zoomAll} onClick={showAll} disabled={camera.value.scale === 1}>⤢</button>
    </div>
  );
}
