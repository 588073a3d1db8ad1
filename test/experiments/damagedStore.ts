import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../fixtures.ts";

/** A workspace with an experiment "damaged" in a folder, whose runs are broken in one way each, beside one that is whole. */
export function damagedWorkspace(): string {
  const workspace = temporaryFolder();
  const experiment = join(workspace, "mlruns", "0");
  const addRun = (name: string, { meta, startTime }: { meta?: string; startTime: number }): string => {
    const runId = name
      .replaceAll(/[^a-z]/g, "")
      .padEnd(32, "0")
      .slice(0, 32);
    const folder = join(experiment, runId);
    for (const part of ["metrics", "params", "tags", "artifacts"]) mkdirSync(join(folder, part), { recursive: true });
    const whole =
      `artifact_uri: file:///elsewhere/mlruns/0/${runId}/artifacts\nend_time: ${startTime + 1000}\nexperiment_id: '0'\n` +
      `lifecycle_stage: active\nrun_id: ${runId}\nrun_name: ${name}\nstart_time: ${startTime}\nstatus: 3\nuser_id: ada\n`;
    writeFileSync(join(folder, "meta.yaml"), meta ?? whole);
    return folder;
  };
  mkdirSync(experiment, { recursive: true });
  writeFileSync(
    join(experiment, "meta.yaml"),
    "artifact_location: file:///elsewhere/mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: damaged\n",
  );
  addRun("healthy", { startTime: 1_760_000_000_000 });
  const cut = addRun("cutmetric", { startTime: 1_760_000_001_000 });
  writeFileSync(join(cut, "metrics", "loss"), "1760000000000 0.5 1\n1760000000001 not-a-number 2\n");
  writeFileSync(join(cut, "metrics", "accuracy"), "1760000000000 0.5 1\n");
  writeFileSync(join(cut, "params", "rate"), "0.1");
  addRun("brokenmeta", { meta: "artifact_uri: [unclosed\nstatus: {", startTime: 0 });
  addRun("emptymeta", { meta: "", startTime: 0 });
  const huge = addRun("hugetag", { startTime: 1_760_000_002_000 });
  writeFileSync(join(huge, "tags", "mlflow.note.content"), "x".repeat(50 * 1024 * 1024));
  writeFileSync(join(huge, "params", "rate"), "0.2");
  const loop = addRun("loopoflinks", { startTime: 1_760_000_003_000 });
  symlinkSync(loop, join(loop, "artifacts", "again"));
  symlinkSync("/etc/hostname", join(loop, "artifacts", "outside.txt"));
  writeFileSync(join(loop, "artifacts", "inside.txt"), "inside\n");
  const hostile = addRun("hostile", { startTime: 1_760_000_004_000 });
  writeFileSync(join(hostile, "params", "markup"), "<img src=x onerror=alert(1)> [run](command:workbench.action.quit)");
  writeFileSync(
    join(hostile, "tags", "mlflow.note.content"),
    "# Note\n\n![pixel](https://example.invalid/pixel.png)\n\n[quit](command:workbench.action.quit)",
  );
  const model = addRun("brokenmodel", { startTime: 1_760_000_005_000 });
  writeFileSync(
    join(model, "tags", "mlflow.log-model.history"),
    JSON.stringify([{ artifact_path: "model", flavors: { sklearn: {} } }]),
  );
  mkdirSync(join(model, "artifacts", "model"));
  writeFileSync(join(model, "artifacts", "model", "MLmodel"), "flavors: [unclosed\nsignature: {");
  writeFileSync(join(model, "params", "rate"), "0.3");
  return workspace;
}
