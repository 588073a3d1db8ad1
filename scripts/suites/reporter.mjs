// A reporter for node --test: a line for each file, failures in full, and the counts as JSON in the file named by TEST_COUNTS.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { inspect } from "node:util";
import { seconds } from "../bootstrap/step.mjs";

export default async function* report(source) {
  const failures = [];
  const skipped = [];
  const counts = { passed: 0, failed: 0, ended: false };
  for await (const { type, data } of source) {
    // Node prints the source line of a syntax error, and that line may be a file of a megabyte.
    if (type === "test:stdout" || type === "test:stderr") yield data.message.replace(/.{2000,}/g, cut);
    if (type === "test:pass" && data.skip !== undefined) skipped.push(data);
    // A file without a test that was asked for passes by its name, which is no test.
    else if (type === "test:pass" && data.details.type !== "suite" && !data.file?.endsWith(data.name)) counts.passed++;
    // A parent fails with its children; only what failed by itself is worth reading.
    if (type === "test:fail" && data.details.type !== "suite") counts.failed++;
    if (type === "test:fail" && data.details.error?.failureType !== "subtestsFailed") {
      failures.push(data);
      yield `  ✗ ${place(data)} ${data.name}\n`;
    }
    if (type === "test:summary" && data.file && data.counts.tests > 0) {
      const isGood = data.counts.failed + data.counts.cancelled === 0;
      yield `  ${isGood ? "✓" : "✗"} ${short(data.file)}: ${words(data.counts)}, ${seconds(data.duration_ms)}\n`;
    }
    if (type === "test:summary" && !data.file) {
      // Node's own sum: what was cancelled may have no event.
      counts.failed = Math.max(counts.failed, data.counts.failed + data.counts.cancelled);
      counts.ended = true;
      for (const test of skipped) yield `  skipped: ${place(test)} ${test.name}\n`;
      for (const failure of failures) yield inFull(failure);
    }
    if (process.env.TEST_COUNTS && type.match(/pass|fail|summary/)) {
      writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counts));
    }
  }
}

function cut(line) {
  return `${line.slice(0, 2000)}… (${line.length} characters)`;
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
