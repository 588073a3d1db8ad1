import { useEffect, useRef, useState } from "preact/hooks";

/** As the style sheet has it. */
export const rowHeight = 22;
/** Rows beyond the edges, so that scrolling shows no gap. */
const margin = 12;

/** Which rows of a scrolled list are in sight: only those are drawn. */
export function useRowWindow(count: number): {
  scroller: { current: HTMLDivElement | null };
  start: number;
  end: number;
  /** Scrolls until a row is in sight. */
  reveal: (index: number) => void;
} {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () =>
      setView((before) => {
        const [top, height] = [Math.floor(element.scrollTop / rowHeight), element.clientHeight];
        return before.top === top && before.height === height ? before : { top, height };
      });
    look();
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, []);
  const start = Math.max(0, Math.min(view.top - margin, count - 1));
  return {
    scroller,
    start,
    end: Math.min(count, view.top + Math.ceil(view.height / rowHeight) + margin),
    reveal(index) {
      const element = scroller.current;
      if (element === null) return;
      const [top, bottom] = [index * rowHeight, (index + 2) * rowHeight];
      if (top < element.scrollTop) element.scrollTop = top;
      // The head stays on top of the rows.
      else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
    },
  };
}
