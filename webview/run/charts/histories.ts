import { useEffect, useState } from "preact/hooks";
import type { LastMetric, RunHistory, RunHost } from "../../../src/protocol/run.ts";
import type { Remote } from "../../ui/host.ts";

/** Enough for a small chart: two points for each of these ranges. */
const buckets = 500;
/** So many metrics are asked for at once, so that the first are there soon. */
const keysAtOnce = 16;

/** What is known of a metric's history: `history` is absent where it has no points. */
export interface KnownHistory {
  readonly history?: RunHistory;
  /** Why it could not be read. */
  readonly error?: Error;
}

/**
 * The histories that are looked at, as small charts and tables of metrics need them: asked for when somebody looks, many at
 * once, first by samples, and again when a newer point is known.
 */
export class Histories {
  readonly #ask: Remote<RunHost>["histories"];
  readonly #isLocal: boolean;
  readonly #known = new Map<string, KnownHistory>();
  /** Who looks at a metric. */
  readonly #lookers = new Map<string, Set<() => void>>();
  readonly #wanted = new Set<string>();
  /** Long ones, of which there are but samples. */
  readonly #sketched = new Set<string>();
  #isAsking = false;
  #last = new Map<string, string>();

  /** @param isLocal whether long histories may be read whole after their samples */
  constructor(ask: Remote<RunHost>["histories"], isLocal: boolean) {
    this.#ask = ask;
    this.#isLocal = isLocal;
  }

  /** Takes up what the newest points are: histories that grew are asked for again where somebody looks at them. */
  follow(metrics: readonly LastMetric[]): void {
    const last = new Map(metrics.map(({ key, value, step, timestamp }) => [key, `${step} ${timestamp} ${value}`]));
    for (const [key, point] of last) {
      if (this.#last.has(key) && this.#last.get(key) !== point) this.#want(key);
    }
    this.#last = last;
  }

  /** Calls when the history of a metric is there or changed, until the returned function is called. */
  look(key: string, listener: () => void): () => void {
    const lookers = this.#lookers.get(key) ?? new Set();
    this.#lookers.set(key, lookers.add(listener));
    if (!this.#known.has(key)) this.#want(key);
    return () => void lookers.delete(listener);
  }

  /** `undefined` until it is there. */
  get(key: string): KnownHistory | undefined {
    return this.#known.get(key);
  }

  #want(key: string): void {
    // Who looks later will ask.
    if ((this.#lookers.get(key)?.size ?? 0) === 0) this.#known.delete(key);
    else this.#wanted.add(key);
    if (this.#isAsking) return;
    this.#isAsking = true;
    // Those that appear in the same moment are asked for together.
    queueMicrotask(() => void this.#askAll());
  }

  async #askAll(): Promise<void> {
    try {
      while (this.#wanted.size > 0 || this.#sketched.size > 0) {
        const isWhole = this.#wanted.size === 0;
        const from = isWhole ? this.#sketched : this.#wanted;
        const keys = [...from].slice(0, isWhole ? 1 : keysAtOnce);
        for (const key of keys) from.delete(key);
        try {
          const histories = await this.#ask(keys, { buckets, sketch: !isWhole });
          const byKey = new Map(histories.map((history) => [history.key, history]));
          for (const key of keys) this.#take(key, { history: byKey.get(key) });
        } catch (error) {
          for (const key of keys) this.#take(key, { error: error as Error });
        }
      }
    } finally {
      this.#isAsking = false;
    }
  }

  #take(key: string, known: KnownHistory): void {
    this.#known.set(key, known);
    if (known.history?.isSketch === true && this.#isLocal) this.#sketched.add(key);
    for (const listener of this.#lookers.get(key) ?? []) listener();
  }
}

/** The history of a metric as far as it is there, and again when it changes; nothing is asked for while `key` is absent. */
export function useHistory(histories: Histories, key: string | undefined): KnownHistory | undefined {
  const [, setVersion] = useState(0);
  useEffect(
    () => (key === undefined ? undefined : histories.look(key, () => setVersion((version) => version + 1))),
    [histories, key],
  );
  return key === undefined ? undefined : histories.get(key);
}
