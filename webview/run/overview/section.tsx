import * as l10n from "@vscode/l10n";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { LinkButton, SearchField } from "../../ui/controls.tsx";
import { countText } from "../../ui/values.tsx";

/** A part of the overview, with its head. */
export function Section(props: {
  title: string;
  count?: number;
  /** Beside the title, at its right. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="part" aria-label={props.title}>
      <div class="part-head">
        <h2>
          {props.title}
          {props.count !== undefined && <span class="dim part-count">{countText(props.count)}</span>}
        </h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  );
}

/** A list that is longer than this can be searched. */
const searchedFrom = 9;
/** So many rows are drawn at once. */
const pageSize = 200;

/** What of a list is shown: what was searched for, as far as was asked for. */
export function useShown<T>(all: readonly T[], textOf: (item: T) => string, label: string) {
  const [search, setSearch] = useState("");
  const [limit, setLimit] = useState(pageSize);
  const wanted = search.toLowerCase();
  const found = wanted === "" ? all : all.filter((item) => textOf(item).toLowerCase().includes(wanted));
  return {
    shown: found.slice(0, limit),
    searchField: all.length >= searchedFrom && <SearchField label={label} value={search} onInput={setSearch} />,
    rest: (
      <>
        {found.length === 0 && all.length > 0 && <p class="dim">{l10n.t("Nothing has this in it.")}</p>}
        {found.length > limit && (
          <LinkButton onClick={() => setLimit(limit + pageSize)}>
            {l10n.t("Show More ({0})", countText(found.length - limit))}
          </LinkButton>
        )}
      </>
    ),
  };
}
