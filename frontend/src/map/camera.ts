/** Which part of the map is in sight? Dragged, pinched, wheeled or keyed. */

import { signal } from "@preact/signals";

export interface Camera {
  scale: number;
  x: number;
  y: number;
}

const ALL: Camera = { scale: 1, x: 0, y: 0 };
const CLOSEST = 40;

export const camera = signal<Camera>(ALL);

export function showAll(): void {
  camera.value = ALL;
}

/** Zoom by a factor around a point of the canvas that stays where it is. */
export function zoom(factor: number, x: number, y: number): void {
  const now = camera.value;
  const scale = Math.min(Math.max(now.scale * factor, 1), CLOSEST);
  const by = scale / now.scale;
  camera.value = scale === 1 ? ALL : { scale, x: x - (x - now.x) * by, y: y - (y - now.y) * by };
}

export function pan(dx: number, dy: number, width: number, height: number): void {
  const { scale, x, y } = camera.value;
  const within = (value: number, size: number) => Math.min(Math.max(value, size * (0.5 - scale)), size * 0.5);
  if (scale === 1) return;
  camera.value = { scale, x: within(x + dx, width), y: within(y + dy, height) };
}

/** Bring a point of the frame into sight, if it is not. */
export function reveal(x: number, y: number, width: number, height: number): void {
  const { scale, x: left, y: top } = camera.value;
  const [px, py] = [x * scale + left, y * scale + top];
  if (px > 20 && px < width - 20 && py > 20 && py < height - 20) return;
  camera.value = { scale, x: width / 2 - x * scale, y: height / 2 - y * scale };
}

/**
 * Follow the pointers on an element; `click` tells of a press that did not move. Returns the end.
 * The page still scrolls under one finger while all of the map is in sight.
 */
export function followPointers(element: HTMLElement, click: (x: number, y: number) => void): () => void {
  const down = new Map<number, [number, number]>();
  let moved = 0;
  const abort = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(
    type: K, listener: (event: HTMLElementEventMap[K]) => void, options = {},
  ) => element.addEventListener(type, listener, { signal: abort.signal, ...options });
  const at = (event: MouseEvent): [number, number] => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  on("pointerdown", (event) => {
    if (down.size === 0) moved = 0;
    down.set(event.pointerId, at(event));
    element.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    moved += Math.hypot(dx, dy);
    if (other) {
      const spread = (point: [number, number]) => Math.hypot(point[0] - other[0], point[1] - other[1]);
      zoom(spread(now) / Math.max(spread(before), 1), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    } else {
      pan(dx, dy, element.clientWidth, element.clientHeight);
    }
    down.set(event.pointerId, now);
  });
  const up = (event: PointerEvent) => {
    if (down.delete(event.pointerId) && event.type === "pointerup" && moved < 5) click(...at(event));
  };
  on("pointerup", up);
  on("pointercancel", up);
  on("dblclick", (event) => zoom(2, ...at(event)));
  on("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), ...at(event));
  }, { passive: false });
  return () => abort.abort();
}
