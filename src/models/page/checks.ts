import type { ModelStage, Run } from "../../mlflow/entities.ts";
import type { Check, CheckCount } from "../../protocol/model.ts";
import { judge, rulesFor } from "../checks.ts";
import { validatorOf } from "../history/now.ts";
import { runOf, versionIn, type ModelReader, type Snapshot } from "./snapshot.ts";

/** What the rules for a stage say of a version that is to be moved there. */
export async function checksOf(
  reader: ModelReader,
  version: string,
  to: ModelStage,
  validatedBy: string,
): Promise<Check[]> {
  const snapshot = await reader.snapshot();
  const rules = rulesFor(snapshot.model.name, to);
  if (rules.length === 0) return [];
  const found = versionIn(snapshot, version);
  // Files are read only where a rule asks for what is in them: on a server each is a request.
  const isSignatureAsked = rules.some(({ require }) => require === "signature");
  return judge(rules, {
    version: found,
    run: runOf(snapshot, found),
    productionRuns: productionRuns(snapshot, version),
    hasSignature: isSignatureAsked ? await hasSignature(reader, version) : undefined,
    validatedBy,
  });
}

/** Versions whose files are read at a time. */
const atOnce = 8;

/** How many of the rules for a promotion each version meets; what is gone meanwhile is left out. */
export async function countChecks(
  reader: ModelReader,
  versions: readonly string[],
): Promise<Record<string, CheckCount>> {
  const { versions: all, ledger } = await reader.snapshot();
  const asked = new Set(versions);
  const waiting = all.filter(({ version }) => asked.has(version));
  const counts: Record<string, CheckCount> = {};
  const next = async (): Promise<void> => {
    for (let found = waiting.shift(); found !== undefined; found = waiting.shift()) {
      const checks = await checksOf(reader, found.version, "Production", validatorOf(found, ledger) ?? "");
      counts[found.version] = { passed: checks.filter(({ passed }) => passed).length, total: checks.length };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return counts;
}

/** The runs of what stands in production besides a version. */
function productionRuns(snapshot: Snapshot, except: string): Run[] {
  return snapshot.versions
    .filter(({ currentStage, version }) => currentStage === "Production" && version !== except)
    .flatMap((version) => runOf(snapshot, version) ?? []);
}

/** `undefined` where the files cannot be read. */
async function hasSignature(reader: ModelReader, version: string): Promise<boolean | undefined> {
  try {
    return (await reader.files(version)).signature !== undefined;
  } catch {
    // The check says so itself.
    return undefined;
  }
}
