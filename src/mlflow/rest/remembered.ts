/** Answers that cost a server much, kept while they are likely to be asked for again. */
export interface Remembered<T> {
  /** What was answered for the key lately, or is under way, else what `ask` answers. */
  get(key: string, ask: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** @param keepMs for how long an answer is kept, by the time that it took */
export function remembered<T>(keepMs: (tookMs: number) => number): Remembered<T> {
  const answers = new Map<string, { until: number; answer: Promise<T> }>();
  return {
    get(key, ask) {
      const now = performance.now();
      for (const [each, { until }] of answers) if (until < now) answers.delete(each);
      const before = answers.get(key);
      if (before !== undefined) return before.answer;
      const entry = { until: Infinity, answer: ask() };
      answers.set(key, entry);
      entry.answer.then(
        () => (entry.until = performance.now() + keepMs(performance.now() - now)),
        () => (entry.until = -Infinity),
      );
      return entry.answer;
    },
    clear: () => answers.clear(),
  };
}
