// The only import of the toolkit, which is no longer developed: whoever replaces it changes this file.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import type { ComponentChildren, FunctionComponent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodePanels(),
  vsCodePanelTab(),
  vsCodePanelView(),
  vsCodeTextField(),
);

/** JSX knows no element of the toolkit; at run time a component may be an element's name. */
type ToolkitElement = FunctionComponent<Record<string, unknown> & { children?: ComponentChildren }>;
const element = (name: string) => name as unknown as ToolkitElement;
const [VscodeButton, VscodeCheckbox, VscodeDropdown, VscodeOption] = [
  element("vscode-button"),
  element("vscode-checkbox"),
  element("vscode-dropdown"),
  element("vscode-option"),
];
const [VscodePanels, VscodePanelTab, VscodePanelView, VscodeTextField] = [
  element("vscode-panels"),
  element("vscode-panel-tab"),
  element("vscode-panel-view"),
  element("vscode-text-field"),
];

/** A button with words; the one thing to do is primary. */
export function Button(props: {
  children: ComponentChildren;
  onClick: () => void;
  isPrimary?: boolean;
  isDisabled?: boolean;
  title?: string;
}) {
  return (
    <VscodeButton
      appearance={props.isPrimary ? "primary" : "secondary"}
      disabled={props.isDisabled}
      title={props.title}
      onClick={props.onClick}
    >
      {props.children}
    </VscodeButton>
  );
}

/** A button that is only an icon, as in VS Code's own title bars; `label` is its tooltip and what a screen reader says. */
export function IconButton(props: {
  icon: string;
  label: string;
  onClick: (event: MouseEvent) => void;
  isPressed?: boolean;
  isDisabled?: boolean;
}) {
  return (
    <button
      class={`icon-button${props.isPressed ? " pressed" : ""}`}
      type="button"
      title={props.label}
      aria-label={props.label}
      aria-pressed={props.isPressed}
      disabled={props.isDisabled}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}

/** A word that acts, where a button would be too loud. */
export function LinkButton(props: { children: ComponentChildren; onClick: () => void; title?: string }) {
  return (
    <button class="link-button" type="button" title={props.title} onClick={props.onClick}>
      {props.children}
    </button>
  );
}

/** A field for a line of text; `onInput` comes with every key. */
export function TextField(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  onEnter?: () => void;
  onEscape?: () => void;
  placeholder?: string;
  icon?: string;
  class?: string;
  error?: string;
  /** Takes the focus as soon as it appears. */
  isFocused?: boolean;
}) {
  const field = useRef<HTMLElement & { value: string }>(null);
  useEffect(() => {
    // The element keeps a value of its own, which an attribute changes only at first.
    if (field.current !== null && field.current.value !== props.value) field.current.value = props.value;
  }, [props.value]);
  useEffect(() => {
    // The element calls itself "Text field" as soon as it is in the document.
    field.current?.setAttribute("aria-label", props.label);
  }, [props.label]);
  useEffect(() => {
    // The element makes its field only after it is in the document.
    if (props.isFocused) requestAnimationFrame(() => field.current?.focus());
  }, []);
  return (
    <VscodeTextField
      ref={field}
      class={props.class}
      aria-label={props.label}
      aria-invalid={props.error !== undefined}
      title={props.error ?? ""}
      placeholder={props.placeholder}
      value={props.value}
      onInput={() => props.onInput(field.current?.value ?? "")}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === "Enter") props.onEnter?.();
        if (event.key === "Escape") props.onEscape?.();
      }}
    >
      {props.icon !== undefined && <span slot="start" class={`codicon codicon-${props.icon}`} />}
    </VscodeTextField>
  );
}

/** A field that narrows what is shown below it; Escape empties it. */
export function SearchField(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  icon?: "search" | "filter";
}) {
  const { label, value, onInput, icon = "search" } = props;
  return (
    <TextField class={icon} {...{ label, value, onInput, icon }} placeholder={label} onEscape={() => onInput("")} />
  );
}

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** One choice of a few. */
export function Dropdown<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
}) {
  const dropdown = useRef<HTMLElement & { value: string }>(null);
  useEffect(() => {
    if (dropdown.current !== null && dropdown.current.value !== props.value) dropdown.current.value = props.value;
  }, [props.value, props.options]);
  return (
    <VscodeDropdown
      ref={dropdown}
      aria-label={props.label}
      title={props.label}
      onChange={() => {
        const value = dropdown.current?.value as Value | undefined;
        if (value !== undefined && value !== props.value) props.onChange(value);
      }}
    >
      {props.options.map(({ value, label }) => (
        <VscodeOption key={value} value={value} selected={value === props.value}>
          {label}
        </VscodeOption>
      ))}
    </VscodeDropdown>
  );
}

/** Something that is so or not, set at once. */
export function Checkbox(props: {
  children: ComponentChildren;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}) {
  const box = useRef<HTMLElement & { checked: boolean }>(null);
  useEffect(() => {
    if (box.current !== null && box.current.checked !== props.isChecked) box.current.checked = props.isChecked;
  }, [props.isChecked]);
  return (
    <VscodeCheckbox
      ref={box}
      checked={props.isChecked}
      onChange={() => {
        const isChecked = box.current?.checked ?? false;
        if (isChecked !== props.isChecked) props.onChange(isChecked);
      }}
    >
      {props.children}
    </VscodeCheckbox>
  );
}

/** A number of a range, moved by hand or by the arrow keys; the toolkit has none. */
export function Slider(props: {
  label: string;
  value: number;
  min?: number;
  max: number;
  step: number;
  onInput: (value: number) => void;
  /** What the value is called; the number itself if absent. */
  valueText?: string;
}) {
  const text = props.valueText ?? String(props.value);
  return (
    <label class="slider">
      <span>{props.label}</span>
      <input
        type="range"
        min={props.min ?? 0}
        max={props.max}
        step={props.step}
        value={props.value}
        aria-valuetext={text}
        onInput={({ currentTarget }) => props.onInput(currentTarget.valueAsNumber)}
      />
      <span class="slider-value">{text}</span>
    </label>
  );
}

export interface Tab {
  readonly id: string;
  readonly label: string;
  /** How many things are in it, beside its label. */
  readonly count?: number;
}

/** Tabs over what `children` draws of the one that is open. */
export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  active: string;
  onChange: (id: string) => void;
  children: ComponentChildren;
}) {
  const panels = useRef<HTMLElement & { activeid: string }>(null);
  useEffect(() => {
    if (panels.current !== null) panels.current.activeid = `tab-${props.active}`;
  }, [props.active, props.tabs]);
  useEffect(() => {
    const tab = panels.current?.querySelector(`#tab-${props.active}`);
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [props.active]);
  return (
    <>
      <VscodePanels
        ref={panels}
        aria-label={props.label}
        activeid={`tab-${props.active}`}
        onChange={() => {
          const id = panels.current?.activeid.replace(/^tab-/, "");
          if (id !== undefined && id !== props.active) props.onChange(id);
        }}
      >
        {props.tabs.map(({ id, label, count }) => (
          <VscodePanelTab key={id} id={`tab-${id}`}>
            {label}
            {count !== undefined && <span class="count">{count}</span>}
          </VscodePanelTab>
        ))}
        {props.tabs.map(({ id }) => (
          <VscodePanelView key={id} id={`view-${id}`} />
        ))}
      </VscodePanels>
      <div class="tab-content">{props.children}</div>
    </>
  );
}
