// A reporter for node --test: a line for each file, failures in full, and the counts as JSON in the file named by TEST_COUNTS.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { inspect } from "node:util";
import { seconds } from "../bootstrap/step.mjs";

export default async function* report(source) {
  const failures = [];
  const skipped = [];
  /** What had no summary of its own, because the files share a process: by the file where the tests are written. */
  const files = new Map();
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
    if (type === "test:diagnostic" && data.message.startsWith("Error: ")) yield `  ✗ ${data.message}\n`;
    if (type === "test:summary" && data.file) {
      files.delete(data.file);
      if (data.counts.tests > 0) yield line(data);
    } else if (/^test:(pass|fail)$/.test(type) && data.file) add(files, { ...data, type });
    if (type === "test:summary" && !data.file) {
      // Node's own sum: what was cancelled may have no event.
      counts.failed = Math.max(counts.failed, data.counts.failed + data.counts.cancelled);
      counts.ended = true;
      for (const sum of files.values()) if (sum.counts.tests > 0) yield line(sum);
      for (const test of skipped) yield `  skipped: ${place(test)} ${test.name}\n`;
      for (const failure of failures) yield inFull(failure);
    }
    if (process.env.TEST_COUNTS && type.match(/pass|fail|summary/)) {
      writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counts));
    }
  }
}

/** Adds a test's end to the sum of its file, which has the shape of Node's summary. */
function add(files, { file, name, details, nesting, skip, type }) {
  if (file.endsWith(name)) return;
  const none = { file, counts: { tests: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0 }, duration_ms: 0 };
  const sum = files.get(file) ?? none;
  files.set(file, sum);
  if (nesting === 0) sum.duration_ms += details.duration_ms;
  if (details.type === "suite") return;
  sum.counts.tests++;
  sum.counts[skip !== undefined ? "skipped" : type === "test:pass" ? "passed" : "failed"]++;
}

function line({ file, counts, duration_ms }) {
  const isGood = counts.failed + counts.cancelled === 0;
  return `  ${isGood ? "✓" : "✗"} ${short(file)}: ${words(counts)}, ${seconds(duration_ms)}\n`;
}

function cut(text) {
  return `${text.slice(0, 2000)}… (${text.length} characters)`;
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
