import { creates, only, step, type Step, unlikeFilesOf2 } from "./steps.ts";

/** Versions of prompts, new and of the fixture. */
export const promptSteps: Step[] = unlikeFilesOf2(
  ...only(
    { majors: "23" },
    creates("p1", "registerPrompt", { name: "written", template: "Say {{word}}." }),
    creates("p2", "registerPrompt", {
      name: "written",
      template: 'Sage {{word}} 🌱\n\n"so"',
      commitMessage: "German",
      tags: { author: "ada", "odd key": "a\nb" },
    }),
    creates("p3", "registerPrompt", { name: "greeting", template: "Again {{name}}" }),
    step("registerPrompt", { name: "bad/name", template: "x" }),
    step("registerPrompt", { name: "", template: "x" }),
    step("registerPrompt", { name: "iris-forest", template: "a model's name" }),
    ...only(
      { majors: "3" },
      creates("p4", "registerPrompt", {
        name: "chat",
        template: [
          { role: "system", content: "You are {{role}}." },
          { role: "user", content: "{{question}} ü" },
        ],
        commitMessage: "A chat",
      }),
    ),
  ),
);
