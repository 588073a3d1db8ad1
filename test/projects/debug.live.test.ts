import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { after, test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { entryPointOf } from "../../src/mlflow/project/entryPoint.ts";
import { readProject } from "../../src/mlflow/project/readProject.ts";
import { debugpyConfiguration } from "../../src/projects/debugpyConfiguration.ts";
import { copySample } from "../sample/copy.ts";

const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");
const workspace = await copySample();

interface Message {
  type: "event" | "request" | "response";
  event?: string;
  command?: string;
  seq: number;
  success?: boolean;
  message?: string;
  body?: Record<string, unknown>;
  arguments?: { args: string[]; cwd: string; env?: Record<string, string> };
}

/** debugpy's adapter, spoken to as the Python debugger of VS Code speaks to it. */
function startAdapter() {
  const adapter = spawn(python, ["-m", "debugpy.adapter"]);
  after(() => adapter.kill("SIGKILL"));
  const seen: Message[] = [];
  const waiting: (() => void)[] = [];
  let seq = 0;
  let rest = Buffer.alloc(0);
  const write = (message: object) => {
    const text = JSON.stringify({ seq: ++seq, ...message });
    adapter.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    return seq;
  };
  adapter.stdout.on("data", (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const [head, length] = /^Content-Length: (\d+)\r\n\r\n/.exec(rest.toString("latin1")) ?? [];
      if (head === undefined || rest.length < head.length + Number(length)) break;
      const message = JSON.parse(rest.subarray(head.length, head.length + Number(length)).toString()) as Message;
      rest = rest.subarray(head.length + Number(length));
      seen.push(message);
      if (message.command === "runInTerminal" && message.type === "request") {
        const { args, cwd, env } = message.arguments!;
        const terminal = spawn(args[0]!, args.slice(1), { cwd, env: { ...process.env, ...env }, stdio: "ignore" });
        after(() => terminal.kill("SIGKILL"));
        write({ type: "response", request_seq: message.seq, command: "runInTerminal", success: true, body: {} });
      }
      waiting.splice(0).forEach((wake) => wake());
    }
  });
  return {
    request: (command: string, args: object) => write({ type: "request", command, arguments: args }),
    async until(isIt: (message: Message) => boolean): Promise<Message> {
      for (;;) {
        const failed = seen.find(({ type, success }) => type === "response" && success === false);
        assert.equal(failed, undefined, failed?.message);
        const found = seen.find(isIt);
        if (found !== undefined) return found;
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
  };
}

test("debugpy takes the configuration of an entry point: it stops at a breakpoint, and the run is where it belongs", async () => {
  const text = readFileSync(join(workspace, "MLproject"), "utf8");
  const project = readProject(text, { path: workspace, exists: () => true });
  const { configuration } = debugpyConfiguration({
    entryPoint: entryPointOf(project, "sweep"),
    parameters: { depths: "1", sizes: "2" },
    folder: workspace,
    python,
    variables: {
      PATH: dirname(python) + delimiter + process.env["PATH"],
      MLFLOW_TRACKING_URI: `file://${workspace}/mlruns`,
      MLFLOW_ALLOW_FILE_STORE: "true",
      MLFLOW_EXPERIMENT_NAME: "debugged",
    },
  });
  assert.partialDeepStrictEqual(configuration, { program: "sweep.py", args: ["--depths", "1", "--sizes", "2"] });
  const adapter = startAdapter();
  adapter.request("initialize", { adapterID: "debugpy", supportsRunInTerminalRequest: true });
  await adapter.until(({ command, type }) => type === "response" && command === "initialize");
  adapter.request("launch", configuration!);
  await adapter.until(({ event }) => event === "initialized");
  const script = join(workspace, "sweep.py");
  const lines = readFileSync(script, "utf8").split("\n");
  const line = lines.findIndex((each) => each.includes('mlflow.log_metric("best_accuracy"')) + 1;
  adapter.request("setBreakpoints", { source: { path: script }, breakpoints: [{ line }] });
  adapter.request("configurationDone", {});
  const stopped = await adapter.until(({ event }) => event === "stopped");
  assert.equal(stopped.body?.["reason"], "breakpoint");
  adapter.request("setBreakpoints", { source: { path: script }, breakpoints: [] });
  adapter.request("continue", { threadId: stopped.body?.["threadId"] });
  await adapter.until(({ event }) => event === "terminated");
  const store = await openStoreHere(join(workspace, "mlruns"));
  try {
    const experiment = await store.getExperimentByName("debugged");
    const { runs } = await store.searchRuns({ experimentIds: [experiment!.experimentId], nesting: "top" });
    assert.deepEqual(
      runs.map(({ runName, status }) => [runName, status]),
      [["sweep", "FINISHED"]],
    );
  } finally {
    await store.close();
  }
});
