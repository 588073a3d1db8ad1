import { dirname } from "node:path";
import * as vscode from "vscode";
import { messageOf } from "../command.ts";
import { log } from "../log.ts";
import type { ComparedCurve, ComparedValues, MarkedRows } from "../protocol/compare.ts";
import { CommitFinder, type RunCode } from "../source/findCommit.ts";
import { readEnvironment } from "../source/readEnvironment.ts";
import type { Stores } from "../stores/index.ts";
import type { RunAddress } from "../stores/pageUri.ts";
import { pathOf } from "../stores/find/places.ts";
import { RunFiles } from "./artifacts/runFiles.ts";
import { codeRows } from "./code/codeRows.ts";
import { openCode, type CodeSide } from "./code/openCode.ts";
import { uncommittedOf, type Uncommitted } from "./code/uncommitted.ts";
import { packageRows } from "./environment/packageRows.ts";
import { comparedValues, readRuns, type RunRead } from "./readRuns.ts";

/** The runs of one page: as they were last read, and what was found out about their code and files. */
export class Comparison {
  readonly addresses: readonly RunAddress[];
  readonly files: RunFiles;
  readonly #stores: Stores;
  readonly #commits = new CommitFinder();
  #reads: Promise<RunRead[]> | undefined;
  #sides: (CodeSide | undefined)[] = [];

  constructor(stores: Stores, addresses: readonly RunAddress[]) {
    this.#stores = stores;
    this.addresses = addresses;
    this.files = new RunFiles(stores);
  }

  /** The runs as they were last read; read now for the first question. */
  reads(): Promise<RunRead[]> {
    return (this.#reads ??= readRuns(this.#stores, this.addresses));
  }

  /** Reads the runs anew. */
  async values(baseline: number): Promise<ComparedValues> {
    this.#reads = readRuns(this.#stores, this.addresses);
    return comparedValues(this.#stores, await this.#reads, baseline);
  }

  async code(baseline: number): Promise<MarkedRows> {
    const notes: string[] = [];
    this.#sides = await this.#ofEach(notes, async ({ address: { storeId }, run }) => {
      const store = this.#stores.get(storeId);
      const [code, uncommitted]: [RunCode, Uncommitted | undefined] = await Promise.all([
        this.#commits.codeOf(run, store.kind === "rest" ? undefined : dirname(pathOf(store.uri))),
        uncommittedOf(store, storeId, run),
      ]);
      return { name: run.runName, code, uncommitted };
    });
    const { rows, notes: more } = await codeRows(
      this.#commits,
      this.#sides.map((side) => side?.code),
      this.#sides.map((side) => side?.uncommitted),
      baseline,
    );
    return { rows, notes: [...notes, ...more] };
  }

  /** Opens what a cell of the code stands for, as it was last looked for. @throws Error when a run could not be read */
  async openCode(row: string, run: number, baseline: number): Promise<void> {
    const [side, base] = [this.#sides[run], this.#sides[baseline]];
    if (side === undefined || base === undefined) throw new Error(vscode.l10n.t("This run could not be read."));
    await openCode(this.#commits, row, side, base);
  }

  async environment(baseline: number): Promise<MarkedRows> {
    const notes: string[] = [];
    const environments = await this.#ofEach(notes, ({ address, run }) =>
      readEnvironment(this.#stores.get(address.storeId), run),
    );
    if (environments.every((environment) => environment === undefined)) return { rows: [], notes };
    const files = environments.map((environment) => environment?.files);
    const from = {
      key: "",
      label: vscode.l10n.t("Read from"),
      cells: files.map((names) => (names ? { text: names[0] ?? "", title: names.join("\n") } : null)),
      differs: false,
    };
    const rows = packageRows(
      environments.map((environment) => environment?.packages),
      baseline,
    );
    return { rows: [from, ...rows], notes };
  }

  async curves(metric: string, buckets: number): Promise<ComparedCurve[]> {
    const reads = await this.reads();
    const indexed = reads.map((read, run) => ({ ...read, at: run })).filter(({ run }) => run?.metrics[metric]);
    const byStore = Map.groupBy(indexed, ({ address }) => address.storeId);
    const curves = await Promise.all(
      [...byStore].map(async ([storeId, ofStore]) => {
        const at = new Map(ofStore.map((each) => [each.address.runId, each.at]));
        const histories = await this.#stores.get(storeId).getMetricHistories([...at.keys()], [metric], { buckets });
        return histories.map(({ runId, steps, timestamps, values, nans, total }): ComparedCurve => {
          return { run: at.get(runId)!, steps, timestamps, values, ...(nans && { nans }), total };
        });
      }),
    );
    return curves.flat().sort((a, b) => a.run - b.run);
  }

  /** What each run that could be read tells; a failure is a note and hides no other run. */
  async #ofEach<T>(
    notes: string[],
    tell: (read: RunRead & { run: NonNullable<RunRead["run"]> }) => Promise<T>,
  ): Promise<(T | undefined)[]> {
    return Promise.all(
      (await this.reads()).map(async ({ run, ...read }) => {
        if (run === undefined) return undefined;
        try {
          return await tell({ ...read, run });
        } catch (error) {
          log.error(error instanceof Error ? error : String(error));
          notes.push(`${run.runName}: ${messageOf(error)}`);
          return undefined;
        }
      }),
    );
  }
}
