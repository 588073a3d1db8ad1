import type { Mark, MarkedCell, MarkedRow } from "../../protocol/compare.ts";
import { compareVersions } from "./pythonVersion.ts";
import { exactVersion, type Environment } from "../../source/requirements.ts";

/**
 * Packages as rows: what each run asks for, and how that stands to the baseline's.
 *
 * @param environments of each run; `undefined` where a run has none, which is no difference
 */
export function packageRows(environments: readonly (Environment | undefined)[], baseline: number): MarkedRow[] {
  const names = new Set(environments.flatMap((environment) => [...(environment?.keys() ?? [])]));
  const base = environments[baseline];
  return [...names].sort().map((key) => {
    const cells = environments.map((environment, run): MarkedCell | null => {
      if (environment === undefined) return null;
      const wanted = environment.get(key);
      const mark = run === baseline || base === undefined ? undefined : markOf(wanted, base.get(key));
      if (wanted === undefined) return mark === "removed" ? { text: "", mark } : null;
      return { text: exactVersion(wanted) ?? (wanted === "" ? "*" : wanted), mark };
    });
    const known = environments.filter((environment) => environment !== undefined);
    return { key, cells, differs: known.some((environment) => environment.get(key) !== known[0]?.get(key)) };
  });
}

function markOf(wanted: string | undefined, base: string | undefined): Mark | undefined {
  if (wanted === base) return wanted === undefined ? undefined : "same";
  if (base === undefined) return "added";
  if (wanted === undefined) return "removed";
  const [version, baseVersion] = [exactVersion(wanted), exactVersion(base)];
  const order = version && baseVersion ? compareVersions(version, baseVersion) : undefined;
  if (order === undefined || order === 0) return "different";
  return order > 0 ? "up" : "down";
}
