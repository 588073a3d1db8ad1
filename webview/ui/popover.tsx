import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** What lies over the page below an element, until Escape, a click elsewhere or its own end closes it. */
export function Popover(props: {
  anchor: Element;
  label: string;
  role?: "dialog" | "menu" | "listbox";
  class?: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const { anchor, onClose } = props;
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const { left, bottom, top } = anchor.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const margin = 4;
    element.style.left = `${Math.max(margin, Math.min(left, innerWidth - width - margin))}px`;
    // Above where there is no room below.
    const isBelow = bottom + height + margin <= innerHeight || top < height;
    element.style.top = `${isBelow ? Math.min(bottom + 2, Math.max(margin, innerHeight - height - margin)) : top - height - 2}px`;
  });
  useEffect(() => {
    const before = document.activeElement;
    const first = panel.current?.querySelector<HTMLElement>(
      "[autofocus], input, button:not(:disabled), [tabindex='0'], vscode-text-field, vscode-dropdown",
    );
    first?.focus();
    const onPointer = ({ target }: Event) => {
      if (target instanceof Node && !panel.current?.contains(target) && !anchor.contains(target)) onClose();
    };
    document.addEventListener("pointerdown", onPointer, true);
    window.addEventListener("blur", onClose);
    return () => {
      document.removeEventListener("pointerdown", onPointer, true);
      window.removeEventListener("blur", onClose);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div
      ref={panel}
      class={`popover ${props.class ?? ""}`}
      role={props.role ?? "dialog"}
      aria-label={props.label}
      tabIndex={-1}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      {props.children}
    </div>
  );
}
