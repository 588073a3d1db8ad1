import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";

/** How far a key moves the sash. */
const keyStep = 0.05;
const [least, most] = [0.15, 0.85];

/** Two parts beside each other with a sash between them; one below the other where there is no room. */
export function Split(props: {
  label: string;
  /** The first part's share of the width; 1 where there is no second part. */
  share: number;
  /** Told when the sash was let go. */
  onShare: (share: number) => void;
  first: ComponentChildren;
  second: ComponentChildren;
}) {
  const area = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number>();
  const hasSecond = props.share < 1;
  const share = dragged ?? props.share;
  const bounded = (wanted: number) => Math.max(least, Math.min(most, wanted));
  return (
    <div ref={area} class={`split${hasSecond ? " divided" : ""}`}>
      <div class="split-first" style={{ flexBasis: hasSecond ? `${share * 100}%` : "100%" }}>
        {props.first}
      </div>
      {hasSecond && (
        <>
          <div
            class="sash"
            role="separator"
            tabIndex={0}
            aria-label={props.label}
            aria-orientation="vertical"
            aria-valuemin={least * 100}
            aria-valuemax={most * 100}
            aria-valuenow={Math.round(share * 100)}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={(event) => {
              if (!event.currentTarget.hasPointerCapture(event.pointerId) || area.current === null) return;
              const { left, width } = area.current.getBoundingClientRect();
              setDragged(bounded((event.clientX - left) / width));
            }}
            onPointerUp={() => {
              if (dragged !== undefined) props.onShare(dragged);
              setDragged(undefined);
            }}
            onKeyDown={({ key }) => {
              const step = { ArrowLeft: -keyStep, ArrowRight: keyStep }[key];
              if (step !== undefined) props.onShare(bounded(share + step));
            }}
          />
          <div class="split-second">{props.second}</div>
        </>
      )}
    </div>
  );
}
