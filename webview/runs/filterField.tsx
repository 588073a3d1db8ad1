import * as l10n from "@vscode/l10n";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Completion, FilterProblem, RunsHost } from "../../src/protocol/runs.ts";
import type { Remote } from "../ui/host.ts";
import { IconButton } from "../ui/controls.tsx";
import { Popover } from "../ui/popover.tsx";

/** What is typed is checked, and applied where MLflow takes it, after this pause. */
const pauseMs = 350;

/** The filter in MLflow's grammar: completed as it is typed, the wrong part marked, applied once it is right. */
export function FilterField(props: { host: Remote<RunsHost>; filter: string; onChange: (filter: string) => void }) {
  const { host, filter, onChange } = props;
  const field = useRef<HTMLInputElement>(null);
  const help = useRef<HTMLSpanElement>(null);
  const [text, setText] = useState(filter);
  const [problem, setProblem] = useState<FilterProblem | null>(null);
  const [completions, setCompletions] = useState<readonly Completion[]>([]);
  const [chosen, setChosen] = useState(-1);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [scroll, setScroll] = useState(0);
  // Another view may set another filter.
  useEffect(() => setText(filter), [filter]);
  useEffect(() => {
    const timer = setTimeout(() => void apply(), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);

  async function apply() {
    const found = text.trim() === "" ? null : await host.checkFilter(text);
    setProblem(found);
    if (found === null && text.trim() !== filter) onChange(text.trim());
  }

  async function complete() {
    const input = field.current;
    if (input === null) return;
    const found = await host.completeFilter(input.value, input.selectionStart ?? input.value.length);
    if (document.activeElement !== input) return;
    setCompletions(found);
    setChosen(-1);
  }

  function take({ insert, start, end }: Completion) {
    const next = text.slice(0, start) + insert + text.slice(end);
    setText(next);
    setCompletions([]);
    const input = field.current;
    if (input === null) return;
    input.value = next;
    input.focus();
    input.setSelectionRange(start + insert.length, start + insert.length);
    void complete();
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (completions.length === 0) void complete();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setChosen((before) => Math.max(-1, Math.min(completions.length - 1, before + step)));
    } else if (event.key === "Tab" && completions.length > 0 && !event.shiftKey) {
      event.preventDefault();
      take(completions[Math.max(0, chosen)]!);
    } else if (event.key === "Enter") {
      const completion = completions[chosen];
      if (completion !== undefined) take(completion);
      else {
        setCompletions([]);
        void apply();
      }
    } else if (event.key === "Escape") {
      if (completions.length > 0) {
        event.stopPropagation();
        setCompletions([]);
      }
    } else if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      void complete();
    }
  };

  return (
    <div class="filter">
      <span class="codicon codicon-filter" aria-hidden="true" />
      <div class="filter-field">
        <input
          ref={field}
          class="text-input"
          role="combobox"
          spellcheck={false}
          aria-label={l10n.t("Filter in MLflow's syntax")}
          aria-expanded={completions.length > 0}
          aria-controls="completions"
          aria-autocomplete="list"
          aria-activedescendant={chosen < 0 ? undefined : `completion-${chosen}`}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : "filter-problem"}
          placeholder="metrics.accuracy > 0.9 and params.depth = '2'"
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setProblem(null);
            void complete();
          }}
          onFocus={() => text === "" && void complete()}
          onBlur={() => setCompletions([])}
          onKeyDown={onKeyDown}
          onScroll={({ currentTarget }) => setScroll(currentTarget.scrollLeft)}
        />
        {problem !== null && (
          <div class="filter-mark" aria-hidden="true">
            <span style={{ marginLeft: `${-scroll}px` }}>{text.slice(0, problem.start)}</span>
            <span class="wrong">{text.slice(problem.start, problem.end) || " "}</span>
          </div>
        )}
        {completions.length > 0 && (
          <ul class="completions" id="completions" role="listbox" aria-label={l10n.t("Completions")}>
            {completions.map((completion, index) => (
              <li
                key={completion.label}
                id={`completion-${index}`}
                role="option"
                aria-selected={index === chosen}
                class={index === chosen ? "chosen" : ""}
                ref={(element) => {
                  if (index === chosen) element?.scrollIntoView({ block: "nearest" });
                }}
                // Before the field loses the focus.
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(completion);
                }}
              >
                <span>{completion.label}</span>
                <span class="dim">{completion.detail}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <span ref={help}>
        <IconButton icon="question" label={l10n.t("What a filter may say")} onClick={() => setHelpOpen(true)} />
      </span>
      {problem !== null && (
        <p class="filter-problem" id="filter-problem" role="alert">
          {problem.message}
        </p>
      )}
      {isHelpOpen && help.current !== null && (
        <Popover anchor={help.current} label={l10n.t("What a filter may say")} onClose={() => setHelpOpen(false)}>
          <FilterHelp />
        </Popover>
      )}
    </div>
  );
}

function FilterHelp() {
  const examples: [string, string][] = [
    ["metrics.accuracy > 0.9", l10n.t("the last value of a metric: > >= = != < <=")],
    ["params.depth = '2'", l10n.t("a parameter, always a text: = != LIKE ILIKE")],
    ["params.`learning rate` IS NOT NULL", l10n.t("a key with spaces in backticks; IS NULL: it was not logged")],
    ["tags.team ILIKE '%vision%'", l10n.t("a tag; % stands for anything, ILIKE does not mind capitals")],
    ["attributes.status = 'FAILED'", l10n.t("also run_name, user_id, start_time and end_time in milliseconds")],
    ["attributes.run_id IN ('4a92…', '7bc0…')", l10n.t("one of several: for ids only")],
    ["dataset.name = 'tiny'", l10n.t("a data set of the run: name, digest or context")],
  ];
  return (
    <div class="filter-help">
      <p>{l10n.t("Comparisons joined by and. MLflow has no or: use the filters of column heads for that.")}</p>
      <table>
        <tbody>
          {examples.map(([example, meaning]) => (
            <tr key={example}>
              <td class="mono">{example}</td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
