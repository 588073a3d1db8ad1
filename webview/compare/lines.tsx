import * as l10n from "@vscode/l10n";
import type { ComponentChildren } from "preact";
import type { BetterWay } from "../../src/protocol/betterWay.ts";
import type { ImageRow } from "../../src/protocol/compare.ts";
import { ErrorMessage } from "../ui/states.tsx";
import { Icon } from "../ui/icon.tsx";
import { Key } from "../ui/values.tsx";
import { CellContent, RowHead } from "./cells.tsx";
import { nameOf } from "./images.tsx";
import { differentFirst, type Row } from "./rows.ts";
import type { Section, SectionId } from "./sections.tsx";
import type { Line } from "./table.tsx";

const [rowHeight, sectionHeight, imageHeight, errorHeight] = [22, 28, 128, 44];

/** What a click in the table does. */
export interface LineActions {
  toggle: (id: SectionId) => void;
  setBetter: (metric: string, way: BetterWay | null) => void;
  open: (section: SectionId, row: string, run: number) => void;
  thumbnail: (row: ImageRow, run: number) => ComponentChildren;
}

/** The rows of a part that are shown, those that differ first. */
export function shownRows({ rows }: Section, onlyDifferences: boolean): Row[] {
  return onlyDifferences ? rows.filter(({ differs }) => differs) : differentFirst(rows);
}

/** A part as lines of the table: its title, what is to be said about it, and its rows. */
export function linesOf(
  section: Section,
  view: { isOpen: boolean; onlyDifferences: boolean; better: Record<string, BetterWay> },
  actions: LineActions,
): Line[] {
  const { id, title, error, notes = [], images } = section;
  const rows = shownRows(section, view.onlyDifferences);
  const heading: Line = {
    key: id,
    height: sectionHeight,
    class: "compare-section",
    head: () => <SectionHead section={section} isOpen={view.isOpen} onToggle={() => actions.toggle(id)} />,
  };
  if (!view.isOpen) return [heading];
  const wide = (key: string, height: number, content: () => ComponentChildren): Line => ({
    key: `${id}/${key}`,
    height,
    head: content,
  });
  if (error !== undefined) {
    const shown = new Error(error.message);
    return [heading, wide("error", errorHeight, () => <ErrorMessage error={shown} onRetry={error.retry} />)];
  }
  const isEmpty = section.rows.length === 0 && (images ?? []).length === 0;
  const said = [...notes];
  if (isEmpty && section.isLoading === true) said.push(l10n.t("Reading…"));
  else if (isEmpty && notes.length === 0) said.push(section.empty);
  else if (rows.length === 0 && images === undefined && notes.length === 0) said.push(l10n.t("No differences."));
  return [
    heading,
    ...said.map((text) => wide(`note/${text}`, rowHeight, () => <Note text={text} isWarning={notes.includes(text)} />)),
    ...rows.map((row): Line => ({
      key: `${id}/row/${row.key}`,
      height: rowHeight,
      class: row.differs ? "differs" : undefined,
      head: () => (
        <RowHead
          row={row}
          better={view.better[row.key]}
          onBetter={id === "metrics" ? (way) => actions.setBetter(row.key, way) : undefined}
        />
      ),
      cell: (run) => <CellContent cell={row.cell(run)} onOpen={() => actions.open(id, row.key, run)} />,
    })),
    ...(images ?? []).map((row, index): Line => ({
      key: `${title}/image/${index}`,
      height: imageHeight,
      class: "compare-images",
      head: () => <Key name={nameOf(row)} />,
      cell: (run) => actions.thumbnail(row, run),
    })),
  ];
}

export function SectionHead(props: {
  section: Pick<Section, "title" | "rows"> & { count?: number };
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { title, rows } = props.section;
  const differing = rows.filter(({ differs }) => differs).length;
  return (
    <button type="button" class="compare-fold" aria-expanded={props.isOpen} onClick={props.onToggle}>
      <Icon name={props.isOpen ? "chevron-down" : "chevron-right"} />
      <span class="compare-section-title">{title}</span>
      {rows.length > 0 && <span class="dim">{l10n.t("{0} of {1} differ", differing, rows.length)}</span>}
    </button>
  );
}

function Note(props: { text: string; isWarning: boolean }) {
  return (
    <span class="compare-note dim" title={props.text}>
      {props.isWarning && <Icon name="info" />} {props.text}
    </span>
  );
}
