/** What is new? The event stream is followed while the latest state is shown. */

import { effect, signal } from "@preact/signals";
import type { Change } from "../api/answers";
import { ground, live } from "./view";
import { head, path, theatre } from "./theatre";

const KINDS = ["claim", "review", "source", "figure", "places", "boundaries", "redaction"];
const TOGETHER = 80;

export type Connection = "off" | "connecting" | "live" | "lost";
export const connection = signal<Connection>("off");
/** The last change that the stream told of, for the person to be told. */
export const lastChange = signal<Change | null>(null);

let known = 0;

function follow(base: string): () => void {
  let stream: EventSource | null = null;
  let retry = 0;
  let wait = 1000;
  let bundle = 0;
  const told = (event: MessageEvent<string>) => {
    const change = JSON.parse(event.data) as Change;
    known = Math.max(known, Number(event.lastEventId) || change.revision);
    lastChange.value = change;
    if (event.type === "places" || event.type === "boundaries") ground.value = known;
    clearTimeout(bundle);
    bundle = window.setTimeout(() => (head.value = known), TOGETHER);
  };
  const open = () => {
    stream = new EventSource(`${base}/changes/stream?after=${known}`);
    stream.onopen = () => {
      connection.value = "live";
      wait = 1000;
    };
    stream.onerror = () => {
      connection.value = "lost";
      stream?.close(); // a refused stream would not come back of itself
      retry = window.setTimeout(open, wait);
      wait = Math.min(wait * 2, 10_000);
    };
    for (const kind of KINDS) stream.addEventListener(kind, told);
  };
  connection.value = "connecting";
  open();
  return () => {
    stream?.close();
    clearTimeout(retry);
    clearTimeout(bundle);
    connection.value = "off";
  };
}

/** Follow the stream whenever the latest state is shown. */
export function followChanges(): void {
  effect(() => {
    const base = path.value;
    if (!base || !live.value) return undefined;
    known = Math.max(head.peek(), theatre.peek()?.revision ?? 0);
    return follow(base);
  });
}
