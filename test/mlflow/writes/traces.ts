import { creates, only, step, type Step } from "./steps.ts";

const human = { sourceType: "HUMAN", sourceId: "ada" };
const nobody = `tr-${"f".repeat(32)}`;

/** Tags and assessments of traces of the fixture. */
export const traceSteps: Step[] = [
  ...only(
    { majors: "23" },
    step("setTraceTag", "$trace 0", "reviewed", "yes"),
    step("setTraceTag", "$trace 0", "reviewed", "no\n"),
    step("setTraceTag", "$trace 0", "größe", "5 µm"),
    // In a file store MLflow fails on it: there is no folder for it.
    ...only({ backend: "sqlite" }, step("setTraceTag", "$trace 0", "nested/key", "1")),
    step("setTraceTag", "$trace 0", "a//b", "x"),
    step("setTraceTag", nobody, "a", "x"),
  ),
  ...only(
    { majors: "3" },
    creates("a1", "logAssessment", "$trace 0", {
      kind: "feedback",
      name: "good",
      value: true,
      ...human,
      rationale: 'it\'s "so": yes\n',
      metadata: { page: "3" },
    }),
    creates("a2", "logAssessment", "$trace 0", {
      kind: "feedback",
      name: "good",
      value: 0.5,
      sourceType: "LLM_JUDGE",
      sourceId: "judge",
    }),
    creates("a3", "logAssessment", "$trace 0", { kind: "feedback", name: "text", value: "5 µm 🌱" }),
    creates("a4", "logAssessment", "$trace 0", {
      kind: "feedback",
      name: "deep",
      value: { b: [1, null, 2.5], a: { c: "ü" } },
      ...human,
    }),
    creates("a5", "logAssessment", "$trace 1", {
      kind: "feedback",
      name: "whole",
      value: 3,
      sourceType: "CODE",
      sourceId: "check",
    }),
    creates("a6", "logAssessment", "$trace 1", {
      kind: "expectation",
      name: "expected",
      value: "A platform",
      ...human,
    }),
    creates("a7", "logAssessment", "$trace 1", { kind: "expectation", name: "expected", value: ["a", { b: 1 }] }),
    creates("a8", "logAssessment", "$trace 1", {
      kind: "expectation",
      name: "number",
      value: 12.0,
      ...human,
      metadata: { a: "b" },
    }),
    step("logAssessment", nobody, { kind: "feedback", name: "good", value: true, ...human }),
    step("logAssessment", "$trace 1", {
      kind: "feedback",
      name: "good",
      value: true,
      sourceType: "NOBODY",
      sourceId: "x",
    }),
  ),
];
