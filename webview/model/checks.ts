import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { CheckCount } from "../../src/protocol/model.ts";
import { host } from "./host.ts";

/** Cards this far below the edge are looked at too: they are next. */
const ahead = "200px";

/**
 * How many checks the versions pass whose cards are in sight, by version: asked for as they come there, and again when the
 * model changed. What is known stays until it is told anew.
 *
 * @returns `watch` begins with a card, and answers with what ends it
 */
export function useChecks({ isOn, revision }: { isOn: boolean; revision: number }): {
  counts: Readonly<Record<string, CheckCount>>;
  watch: (card: Element, version: string) => () => void;
} {
  const [counts, setCounts] = useState<Record<string, CheckCount>>({});
  const cards = useRef(new Map<Element, string>()).current;
  const inSight = useRef(new Set<string>()).current;
  const known = useRef(new Set<string>()).current;
  const observer = useRef<IntersectionObserver | undefined>(undefined);

  const ask = useCallback(() => {
    const asked = [...inSight].filter((version) => !known.has(version));
    if (asked.length === 0) return;
    for (const version of asked) known.add(version);
    host.checks(asked).then(
      (told) => setCounts((before) => ({ ...before, ...told })),
      // What could not be told is asked for again when the card comes into sight again; the log says why.
      () => asked.forEach((version) => known.delete(version)),
    );
  }, []);
  const watch = useCallback((card: Element, version: string) => {
    observer.current ??= new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const seen = cards.get(target);
          if (seen === undefined) continue;
          if (isIntersecting) inSight.add(seen);
          else inSight.delete(seen);
        }
        ask();
      },
      { rootMargin: ahead },
    );
    cards.set(card, version);
    observer.current.observe(card);
    return () => {
      observer.current?.unobserve(card);
      cards.delete(card);
      inSight.delete(version);
    };
  }, []);
  useEffect(() => {
    known.clear();
    if (isOn) ask();
  }, [isOn, revision]);
  useEffect(() => () => observer.current?.disconnect(), []);
  return { counts, watch };
}
