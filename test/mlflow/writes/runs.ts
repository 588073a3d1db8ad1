import { creates, only, step, type Step } from "./steps.ts";

const nobody = "f".repeat(32);

/** Writes of runs, in the fixture's experiment "nested runs". */
export const runSteps: Step[] = [
  creates("run", "createRun", {
    experimentId: "$nested runs",
    runName: "written",
    startTime: 1_234_567,
    tags: { b: "2", a: "1" },
  }),
  creates("unnamed", "createRun", { experimentId: "$nested runs" }),
  creates("tagged", "createRun", {
    experimentId: "$nested runs",
    startTime: 0,
    tags: {
      "mlflow.runName": "named «by» a tag 🌱",
      "mlflow.user": "grace",
      "mlflow.parentRunId": "$run",
      "multi/line": "a\nb\n",
      empty: "",
    },
  }),
  creates("both", "createRun", { experimentId: "$nested runs", runName: "same", tags: { "mlflow.runName": "same" } }),
  step("createRun", { experimentId: "$nested runs", runName: "one", tags: { "mlflow.runName": "another" } }),
  step("createRun", { experimentId: "$deleted_experiment", runName: "in the trash" }),
  step("createRun", { experimentId: "404", runName: "nowhere" }),
  // In a file store MLflow leaves half a run behind, and we do not.
  ...only(
    { backend: "sqlite" },
    step("createRun", { experimentId: "$nested runs", runName: "bad key", tags: { "a//b": "x" } }),
    ...only(
      { majors: "23" },
      step("createRun", { experimentId: "$nested runs", runName: "no key", tags: { "": "x" } }),
    ),
  ),

  step("setTag", "$run", "a", "changed"),
  step("setTag", "$run", "new", "été 温度 🚀\nsecond line"),
  step("setTag", "$run", "empty", ""),
  step("setTag", "$run", "nested/key", "1"),
  step("setTag", "$run", "mlflow.note.content", '# Note\n\n- it\'s "quoted"\n'),
  step("setTag", "$run", "mlflow.runName", "renamed by its tag"),
  step("setTag", "$run", "k".repeat(250), "long key"),
  step("setTag", "$run", "k".repeat(251), "too long a key"),
  step("setTag", "$run", "long value", "x".repeat(4_000)),
  step("setTag", "$run", "longer value", "ü".repeat(8_001)),
  step("setTag", "$run", "../a", "climbs"),
  step("setTag", "$run", "a/", "ends with a slash"),
  step("setTag", "$run", "what?", "bad letter"),
  step("setTag", "$deleted", "a", "1"),
  step("setTag", nobody, "a", "1"),
  step("setTag", "not/an id", "a", "1"),
  step("deleteTag", "$run", "b"),
  step("deleteTag", "$run", "b"),
  step("deleteTag", "$run", "nested/key"),
  step("deleteTag", "$run", "mlflow.runName"),
  step("deleteTag", "$deleted", "team"),
  step("deleteTag", nobody, "a"),

  step("updateRun", "$unnamed", { name: "renamed" }),
  step("updateRun", "$unnamed", { status: "FINISHED" }),
  step("updateRun", "$unnamed", { status: "RUNNING", name: "again it's 'running': # no" }),
  step("updateRun", "$unnamed", { name: "" }),
  step("updateRun", "$unnamed", { name: "yes" }),
  step("updateRun", "$unnamed", { name: "null" }),
  step("updateRun", "$unnamed", { name: "123" }),
  step("updateRun", "$deleted", { name: "renamed" }),
  step("updateRun", nobody, { name: "renamed" }),

  step("setTerminated", "$run"),
  step("setTerminated", "$tagged", "FAILED", 2_345_678),
  step("setTerminated", "$tagged", "KILLED"),
  step("setTerminated", "$both", "SCHEDULED"),
  step("setTerminated", "$both", "NO STATUS"),
  step("setTerminated", "$deleted", "FINISHED"),
  step("setTerminated", nobody),

  step("deleteRun", "$run"),
  step("deleteRun", "$run"),
  step("setTag", "$run", "a", "refused"),
  step("restoreRun", "$run"),
  step("restoreRun", "$run"),
  step("restoreRun", "$deleted"),
  step("deleteRun", "$deleted"),
  step("deleteRun", nobody),
  step("restoreRun", nobody),
];
