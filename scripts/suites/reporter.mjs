// A reporter for node --test: a line for each file, failures in full, and the counts as JSON in the file named by TEST_COUNTS.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { inspect } from "node:util";
import { seconds } from "../bootstrap/step.mjs";

export default async function* report(source) {
  const failures = [];
  const skipped = [];
  for await (const { type, data } of source) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (type === "test:diagnostic" && data.level !== "info") yield `${data.message}\n`;
    if (type === "test:pass" && data.skip !== undefined) skipped.push(data);
    // A suite and a file fail with what they hold; only what failed by itself is worth reading.
    if (type === "test:fail" && data.details.error?.failureType !== "subtestsFailed") {
      failures.push(data);
      yield `  ✗ ${place(data)} ${data.name}\n`;
    }
    if (type === "test:summary") {
      const { counts, file, duration_ms } = data;
      if (file)
        yield `  ${counts.failed + counts.cancelled > 0 ? "✗" : "✓"} ${short(file)}: ${words(counts)}, ${seconds(duration_ms)}\n`;
      else {
        for (const test of skipped) yield `  skipped: ${place(test)} ${test.name}\n`;
        for (const failure of failures) yield inFull(failure);
        if (process.env.TEST_COUNTS) {
          writeFileSync(
            process.env.TEST_COUNTS,
            JSON.stringify({ passed: counts.passed, failed: counts.failed + counts.cancelled }),
          );
        }
      }
    }
  }
}

function words({ passed, failed, cancelled, skipped }) {
  return [
    `${passed} passed`,
    failed + cancelled > 0 && `${failed + cancelled} failed`,
    skipped > 0 && `${skipped} skipped`,
  ]
    .filter(Boolean)
    .join(", ");
}

function inFull({ name, details, ...where }) {
  // Node wraps what a test threw; its cause is what there is to read.
  const error = details.error?.cause ?? details.error;
  const text = typeof error === "string" ? error : inspect(error, { depth: 5, colors: process.stdout.isTTY });
  return `\n✗ ${place(where)} ${name}\n${text.replace(/^/gm, "    ")}\n`;
}

function place({ file, line }) {
  return file ? `${short(file)}:${line}` : "";
}

function short(file) {
  return relative(process.cwd(), file);
}
