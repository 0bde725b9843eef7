/** What is known of an answer? The last one stays in sight while the next one is on its way. */

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { Refusal } from "./ask";

export interface Resource<Answer> {
  readonly value: ReadonlySignal<Answer | null>;
  readonly error: ReadonlySignal<Refusal | null>;
  /** Whether an answer is on its way. */
  readonly pending: ReadonlySignal<boolean>;
}

const LONGEST_WAIT = 15_000;
const all: Resource<unknown>[] = [];

/** The first error of any resource: what the person is told about the service. */
export function firstError(): Refusal | null {
  for (const { error } of all) if (error.value) return error.value;
  return null;
}

/** Whether anything is on its way: what is shown may be older than what is asked for. */
export const busy = (): boolean => all.some(({ pending }) => pending.value);

/**
 * Keep an answer up to date: `question` reads signals and gives a key, or null to forget the answer.
 * A refusal that passes is asked again, more and more patiently.
 */
export function resource<Answer>(
  question: () => string | null,
  answer: (key: string, abort: AbortSignal) => Promise<Answer>,
): Resource<Answer> {
  const value = signal<Answer | null>(null);
  const error = signal<Refusal | null>(null);
  const pending = signal(false);
  const asked = computed(question); // a signal that leaves the key as it is asks for nothing anew
  effect(() => {
    const key = asked.value;
    if (key === null) {
      value.value = null;
      error.value = null;
      pending.value = false;
      return undefined;
    }
    const abort = new AbortController();
    let timer = 0;
    pending.value = true;
    const attempt = (wait: number) => {
      answer(key, abort.signal).then(
        (found) => {
          if (abort.signal.aborted) return;
          value.value = found;
          error.value = null;
          pending.value = false;
        },
        (problem: unknown) => {
          if (abort.signal.aborted) return;
          const refusal = problem instanceof Refusal ? problem : new Refusal(-1, String(problem), null);
          error.value = refusal;
          pending.value = refusal.passes;
          if (!refusal.passes) return;
          const patience = refusal.retryAfter ? refusal.retryAfter * 1000 : wait;
          timer = window.setTimeout(() => attempt(Math.min(wait * 2, LONGEST_WAIT)), patience);
        },
      );
    };
    attempt(1000);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  });
  const made = { value, error, pending };
  all.push(made);
  return made;
}
