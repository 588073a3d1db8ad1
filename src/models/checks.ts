import * as vscode from "vscode";
import type { ModelStage, ModelVersion, Run } from "../mlflow/entities.ts";
import { formatNumber } from "../mlflow/format.ts";
import type { Check } from "../protocol/model.ts";
import { stageName } from "./words.ts";

/** A rule of the setting `mlflowLens.modelChecks`, as users write it. */
interface Rule {
  /** Holds for these models only. */
  models?: string[];
  /** Holds for moves to these stages only; to Production if absent. */
  stages?: string[];
  metric?: string;
  atLeast?: number;
  atMost?: number;
  /** `"production"`: no worse than what stands there. */
  noWorseThan?: string;
  /** For errors and losses. */
  lowerIsBetter?: boolean;
  require?: string;
}

/** What is asked of a version. */
export interface Candidate {
  version: ModelVersion;
  run: Run | undefined;
  /** The runs of what stands in production. */
  productionRuns: readonly Run[];
  /** Whether its MLmodel has one; `undefined` where the files cannot be read. */
  hasSignature: boolean | undefined;
  validatedBy: string;
}

/** The rules that hold for a model and a stage. What is no rule in the setting is left out. */
export function rulesFor(name: string, stage: ModelStage): Rule[] {
  const rules = vscode.workspace.getConfiguration("mlflowLens").get<unknown>("modelChecks");
  if (!Array.isArray(rules)) return [];
  return (rules as unknown[])
    .filter((rule): rule is Rule => typeof rule === "object" && rule !== null)
    .filter(({ models, stages }) => {
      const isModel = !Array.isArray(models) || models.includes(name);
      return isModel && (Array.isArray(stages) ? stages : ["Production"]).includes(stage);
    });
}

export function judge(rules: readonly Rule[], candidate: Candidate): Check[] {
  return rules.flatMap((rule) => judgeOne(rule, candidate) ?? []);
}

function judgeOne(rule: Rule, candidate: Candidate): Check[] | undefined {
  if (typeof rule.metric === "string") return metricChecks(rule, rule.metric, candidate);
  const present = (name: string, isThere: boolean | undefined): Check[] => [
    {
      name,
      passed: isThere === true,
      detail:
        isThere === undefined
          ? vscode.l10n.t("the files cannot be read")
          : isThere
            ? vscode.l10n.t("there")
            : vscode.l10n.t("missing"),
    },
  ];
  switch (rule.require) {
    case "signature":
      return present(vscode.l10n.t("A signature"), candidate.hasSignature);
    case "description":
      return present(vscode.l10n.t("A description"), (candidate.version.description ?? "").trim() !== "");
    case "validator":
      return present(vscode.l10n.t("A validator"), candidate.validatedBy.trim() !== "").map((check) => ({
        ...check,
        isValidator: true,
      }));
    default:
      return undefined;
  }
}

function metricChecks(rule: Rule, key: string, { run, productionRuns }: Candidate): Check[] {
  const value = run?.metrics[key]?.value;
  const shown = value === undefined ? vscode.l10n.t("not measured") : number(value);
  const checks: Check[] = [];
  if (typeof rule.atLeast === "number") {
    const passed = value !== undefined && value >= rule.atLeast;
    checks.push({ name: vscode.l10n.t("{0} at least {1}", key, number(rule.atLeast)), passed, detail: shown });
  }
  if (typeof rule.atMost === "number") {
    const passed = value !== undefined && value <= rule.atMost;
    checks.push({ name: vscode.l10n.t("{0} at most {1}", key, number(rule.atMost)), passed, detail: shown });
  }
  if (rule.noWorseThan === "production") {
    const others = productionRuns.flatMap((other) => other.metrics[key]?.value ?? []);
    const best = others.length === 0 ? undefined : rule.lowerIsBetter ? Math.min(...others) : Math.max(...others);
    const isMet = (own: number, other: number) => (rule.lowerIsBetter ? own <= other : own >= other);
    checks.push({
      name: vscode.l10n.t("{0} no worse than in {1}", key, stageName("Production")),
      // Where nothing serves, nothing is better.
      passed: best === undefined || (value !== undefined && isMet(value, best)),
      detail: best === undefined ? shown : vscode.l10n.t("{0}, there {1}", shown, number(best)),
    });
  }
  return checks;
}

function number(value: number): string {
  return formatNumber(value, vscode.env.language);
}
