import { useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";
import { Popover } from "./popover.tsx";

export type MenuItem =
  | "separator"
  | {
      readonly label: string;
      readonly run: () => void;
      /** For a choice that is on or off. */
      readonly isChecked?: boolean;
      readonly isDisabled?: boolean;
    };

/** A menu below an element, for what VS Code's own context menus cannot know. */
export function Menu(props: {
  anchor: Element;
  label: string;
  items: readonly MenuItem[];
  onClose: () => void;
  /** Whether it stays open when a choice is made. */
  staysOpen?: boolean;
}) {
  const list = useRef<HTMLDivElement>(null);
  const move = (step: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <Popover anchor={props.anchor} label={props.label} role="menu" class="menu" onClose={props.onClose}>
      <div
        ref={list}
        role="presentation"
        onKeyDown={(event: KeyboardEvent) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          move(step);
        }}
      >
        {props.items.map((item, index) =>
          item === "separator" ? (
            <div key={index} class="menu-separator" role="separator" />
          ) : (
            <button
              key={item.label}
              type="button"
              class="menu-item"
              role={item.isChecked === undefined ? "menuitem" : "menuitemcheckbox"}
              aria-checked={item.isChecked}
              disabled={item.isDisabled}
              onClick={() => {
                if (!props.staysOpen) props.onClose();
                item.run();
              }}
            >
              <span class="menu-check">{item.isChecked && <Icon name="check" />}</span>
              {item.label}
            </button>
          ),
        )}
      </div>
    </Popover>
  );
}
