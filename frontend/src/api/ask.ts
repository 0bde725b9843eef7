/** How is the API asked? With patience: a service that is away for a moment is asked again. */

import type { List } from "./answers";

export class Refusal extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly retryAfter: number | null,
  ) {
    super(detail);
  }

  /** Whether asking again may help: the service is away, not the question wrong. */
  get passes(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

export interface Asking {
  signal?: AbortSignal;
  /** The answer must know at least this revision. */
  minRevision?: number;
}

export async function ask<Answer>(path: string, asking: Asking = {}): Promise<Answer> {
  const headers: Record<string, string> = {};
  if (asking.minRevision) headers["Min-Revision"] = String(asking.minRevision);
  let response: Response;
  try {
    response = await fetch(path, { headers, signal: asking.signal ?? null });
  } catch (error) {
    if (asking.signal?.aborted) throw error;
    throw new Refusal(0, "", null);
  }
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  const after = Number(response.headers.get("Retry-After"));
  throw new Refusal(response.status, problem.detail ?? response.statusText, after || null);
}

/** Follow a list to its end, or until it has `most` items. */
export async function askAll<Item>(path: string, most: number, asking: Asking = {}): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | null = path;
  while (next && items.length < most) {
    const page: List<Item> = await ask<List<Item>>(next, asking);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

export function query(parameters: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(parameters).filter(([, value]) => value != null && value !== "");
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return text && `?${text}`;
}
