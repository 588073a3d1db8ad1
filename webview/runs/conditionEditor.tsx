import * as l10n from "@vscode/l10n";
import { useEffect, useState } from "preact/hooks";
import type { Aggregate, ColumnInfo, Condition, RunsHost, RunTest } from "../../src/protocol/runs.ts";
import { Button, Checkbox, Dropdown, IconButton } from "../ui/controls.tsx";
import type { Remote } from "../ui/host.ts";
import { Popover } from "../ui/popover.tsx";

/** A list of values longer than this is chosen from by typing. */
const maxListed = 100;

/** Edits a condition: tests of which one must hold. An empty one is taken away. */
export function ConditionEditor(props: {
  anchor: Element;
  host: Remote<RunsHost>;
  columns: readonly ColumnInfo[];
  condition: Condition;
  onChange: (condition: Condition) => void;
  onClose: () => void;
}) {
  const [tests, setTests] = useState<RunTest[]>(props.condition.tests);
  const set = (index: number, test: RunTest) => setTests(tests.with(index, test));
  const done = () => {
    props.onChange({ tests: tests.filter(isComplete) });
    props.onClose();
  };
  return (
    <Popover anchor={props.anchor} label={l10n.t("Filter")} class="condition" onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          done();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
            event.preventDefault();
            done();
          }
        }}
      >
        {tests.map((test, index) => (
          <div key={index} class="test">
            {index > 0 && <div class="dim">{l10n.t("or")}</div>}
            <TestEditor
              host={props.host}
              columns={props.columns}
              test={test}
              onChange={(next) => set(index, next)}
              onRemove={tests.length > 1 ? () => setTests(tests.toSpliced(index, 1)) : undefined}
            />
          </div>
        ))}
        <div class="buttons">
          <Button isPrimary onClick={done}>
            {l10n.t("Apply")}
          </Button>
          <Button onClick={() => setTests([...tests, nextTest(tests[0]!, props.columns)])}>{l10n.t("Or...")}</Button>
          <Button
            onClick={() => {
              props.onChange({ tests: [] });
              props.onClose();
            }}
          >
            {l10n.t("Clear")}
          </Button>
        </div>
      </form>
    </Popover>
  );
}

/** The test that a column is asked first. */
export function emptyTest(column: string, columns: readonly ColumnInfo[]): RunTest {
  const isNumber = columns.find(({ id }) => id === column)?.isNumber === true;
  if (column === "attributes.start_time") return { column, kind: "lastDays", days: 7 };
  return isNumber ? { column, kind: "between" } : { column, kind: "contains", text: "" };
}

function nextTest({ column, aggregate }: RunTest, columns: readonly ColumnInfo[]): RunTest {
  return withAggregate(emptyTest(column, columns), aggregate);
}

function withAggregate(test: RunTest, aggregate: Aggregate | undefined): RunTest {
  return { ...test, aggregate: aggregate === "last" ? undefined : aggregate };
}

/** What a metric is asked for besides its last value. */
function aggregates(): { value: Aggregate; label: string }[] {
  return [
    { value: "last", label: l10n.t("last") },
    { value: "min", label: l10n.t("least") },
    { value: "max", label: l10n.t("greatest") },
    { value: "mean", label: l10n.t("mean") },
  ];
}

function isComplete(test: RunTest): boolean {
  switch (test.kind) {
    case "contains":
    case "matches":
      return test.text !== "";
    case "is":
      return test.values.length > 0;
    case "between":
      return test.from !== undefined || test.to !== undefined;
    default:
      return true;
  }
}

function TestEditor(props: {
  host: Remote<RunsHost>;
  columns: readonly ColumnInfo[];
  test: RunTest;
  onChange: (test: RunTest) => void;
  onRemove: (() => void) | undefined;
}) {
  const { test, columns } = props;
  const { column, aggregate } = test;
  // Whatever is changed of a test, the value that it asks of a metric stays.
  const onChange = (next: RunTest) => props.onChange(next.column === column ? withAggregate(next, aggregate) : next);
  const info = columns.find(({ id }) => id === column);
  const isTime = column === "attributes.start_time" || column === "attributes.end_time";
  const kinds = [
    ...(isTime ? [{ value: "lastDays", label: l10n.t("in the last days") } as const] : []),
    ...(info?.isNumber || info?.group === "params" ? [{ value: "between", label: l10n.t("between") } as const] : []),
    ...(info?.isNumber
      ? []
      : [
          { value: "contains", label: l10n.t("contains") } as const,
          { value: "matches", label: l10n.t("matches (regular expression)") } as const,
          { value: "is", label: l10n.t("is one of") } as const,
        ]),
    { value: "missing", label: l10n.t("is missing") } as const,
    { value: "present", label: l10n.t("is there") } as const,
  ];
  return (
    <>
      <div class="test-head">
        <Dropdown
          label={l10n.t("Column")}
          value={column}
          options={columns
            .filter(({ isFilterable }) => isFilterable)
            .map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(next) => onChange(emptyTest(next, columns))}
        />
        {info?.group === "metrics" && (
          <Dropdown
            label={l10n.t("Value")}
            value={aggregate ?? "last"}
            options={aggregates()}
            onChange={(next) => props.onChange(withAggregate(test, next))}
          />
        )}
        <Dropdown
          label={l10n.t("Condition")}
          value={test.kind}
          options={kinds}
          onChange={(kind) => onChange(testOf(kind, column, test))}
        />
        {props.onRemove && <IconButton icon="close" label={l10n.t("Remove")} onClick={props.onRemove} />}
      </div>
      <TestValue {...props} onChange={onChange} />
    </>
  );
}

function testOf(kind: RunTest["kind"], column: string, before: RunTest): RunTest {
  const text = "text" in before ? before.text : "";
  switch (kind) {
    case "contains":
    case "matches":
      return { column, kind, text };
    case "is":
      return { column, kind, values: [] };
    case "lastDays":
      return { column, kind, days: 7 };
    default:
      return { column, kind };
  }
}

function TestValue(props: { host: Remote<RunsHost>; test: RunTest; onChange: (test: RunTest) => void }) {
  const { test, onChange } = props;
  switch (test.kind) {
    case "contains":
    case "matches":
      return (
        <Field
          label={test.kind === "contains" ? l10n.t("Text") : l10n.t("Regular expression")}
          value={test.text}
          onInput={(text) => onChange({ ...test, text })}
        />
      );
    case "between":
      return (
        <div class="bounds">
          <Field
            label={l10n.t("From")}
            value={String(test.from ?? "")}
            onInput={(text) => onChange(withBound(test, "from", text))}
          />
          <span class="dim">–</span>
          <Field
            label={l10n.t("To")}
            value={String(test.to ?? "")}
            onInput={(text) => onChange(withBound(test, "to", text))}
          />
        </div>
      );
    case "lastDays":
      return (
        <Field
          label={l10n.t("Days")}
          value={String(test.days)}
          onInput={(text) => Number(text) > 0 && onChange({ ...test, days: Number(text) })}
        />
      );
    case "is":
      return <Values host={props.host} test={test} onChange={onChange} />;
    default:
      return null;
  }
}

function withBound(
  { column, kind, from, to }: Extract<RunTest, { kind: "between" }>,
  name: "from" | "to",
  text: string,
): RunTest {
  const number = text.trim() === "" ? NaN : Number(text);
  const bounds = { from, to, [name]: Number.isNaN(number) ? undefined : number };
  return {
    column,
    kind,
    ...(bounds.from !== undefined && { from: bounds.from }),
    ...(bounds.to !== undefined && { to: bounds.to }),
  };
}

/** A field that keeps what is typed while it is half a number. */
function Field(props: { label: string; value: string; onInput: (text: string) => void }) {
  const [text, setText] = useState(props.value);
  return (
    <input
      class="text-input"
      aria-label={props.label}
      placeholder={props.label}
      value={text}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value);
        props.onInput(currentTarget.value);
      }}
    />
  );
}

function Values(props: {
  host: Remote<RunsHost>;
  test: Extract<RunTest, { kind: "is" }>;
  onChange: (test: RunTest) => void;
}) {
  const { test, onChange } = props;
  const [all, setAll] = useState<readonly string[]>([]);
  const [search, setSearch] = useState("");
  useEffect(() => void props.host.valuesOf(test.column).then(setAll), [test.column]);
  const listed = [...new Set([...test.values, ...all])]
    .filter((value) => value.toLowerCase().includes(search.toLowerCase()))
    .slice(0, maxListed);
  return (
    <>
      <Field label={l10n.t("Search values")} value={search} onInput={setSearch} />
      <div class="values">
        {listed.map((value) => (
          <div key={value}>
            <Checkbox
              isChecked={test.values.includes(value)}
              onChange={(isChecked) =>
                onChange({
                  ...test,
                  values: isChecked ? [...test.values, value] : test.values.filter((one) => one !== value),
                })
              }
            >
              {value}
            </Checkbox>
          </div>
        ))}
      </div>
    </>
  );
}
