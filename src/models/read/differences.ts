import type { Run } from "../../mlflow/entities.ts";
import type { Difference, Signature } from "../../protocol/model.ts";

/** What two sets of values have in different forms, by key. */
export function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Difference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys
    .map((key) => ({ key, before: before.get(key), after: after.get(key) }))
    .filter((each) => each.before !== each.after);
}

export function metricTexts(run: Run | undefined): Map<string, string> {
  return new Map(Object.entries(run?.metrics ?? {}).map(([key, { value }]) => [key, String(value)]));
}

export function paramTexts(run: Run | undefined): Map<string, string> {
  return new Map(Object.entries(run?.params ?? {}));
}

/** "numpy==2.1.0" as numpy → 2.1.0; what pins nothing has an empty version. */
export function packageTexts(packages: readonly string[]): Map<string, string> {
  return new Map(
    packages.map((line) => {
      const [, name = line, version = ""] = /^([\w.-]+(?:\[[^\]]*\])?)\s*(.*)$/.exec(line) ?? [];
      return [name.toLowerCase(), version.replace(/^==?\s*/, "")];
    }),
  );
}

export function signatureTexts(signature: Signature | undefined): Map<string, string> {
  const lines = (part: keyof Signature) =>
    (signature?.[part] ?? []).map((line, index): [string, string] => {
      const [, name = String(index + 1), type = line] = /^(.+?): (.*)$/.exec(line) ?? [];
      return [`${part}.${name}`, type];
    });
  return new Map([...lines("inputs"), ...lines("outputs"), ...lines("params")]);
}
