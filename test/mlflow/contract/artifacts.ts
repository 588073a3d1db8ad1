import type { FileInfo } from "../../../src/mlflow/entities.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import type { ArtifactAnswer, Oracle } from "../oracle.ts";
import type { Question } from "./questions.ts";

/** The whole tree of each active run as MLflow lists it, and every file in full and in part. */
export function artifactQuestions(oracle: Oracle, store: Store): Question[] {
  return oracle.runs.flatMap((run): Question[] => {
    // What is relative MLflow finds only from the folder that it was started in: none of its answers then.
    const isRelative = /^(file:)?\.?[^/:]/.test(String(run["artifact_uri"]));
    if (run.artifacts === null || (isRelative && run.artifacts.length === 0)) return [];
    return [
      {
        title: `listArtifacts, ${run.run_id}`,
        expected: { result: run.artifacts },
        ask: () => tree((path) => store.listArtifacts(run.run_id, path)),
      },
      ...run.artifacts
        .filter((artifact) => !artifact.is_dir)
        .map(({ path, size }): Question => {
          return {
            title: `readArtifact, ${run.run_id} ${path}`,
            expected: { result: { size, part: Math.min(size ?? 0, 3), isSame: true } },
            ask: async () => {
              const whole = await store.readArtifact(run.run_id, path);
              const part = await store.readArtifact(run.run_id, path, { offset: Math.max(whole.length - 3, 0) });
              const isSame = Buffer.from(whole.subarray(-3)).equals(Buffer.from(part));
              return { size: whole.length, part: part.length, isSame };
            },
          };
        }),
    ];
  });
}

/** All that a listing leads to, depth first. */
export async function tree(list: (path?: string) => Promise<FileInfo[]>, path?: string): Promise<ArtifactAnswer[]> {
  const found: ArtifactAnswer[] = [];
  for (const item of await list(path)) {
    found.push({ path: item.path, is_dir: item.isDir, size: item.fileSize ?? null });
    if (item.isDir) found.push(...(await tree(list, item.path)));
  }
  return found;
}
