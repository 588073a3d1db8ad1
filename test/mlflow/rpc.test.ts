import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { MlflowError } from "../../src/mlflow/errors.ts";
import { connect, transfer, type Port } from "../../src/mlflow/rpc.ts";

/** Two connected ends in one thread; the messages are cloned as between threads. */
function ends<Remote extends object>(t: TestContext, local: object): { remote: Remote; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  connect(portOf(port2), local);
  return connect<Remote>(portOf(port1));
}

function portOf(port: MessagePort): Port {
  return {
    postMessage: (message, buffers) => port.postMessage(message, buffers),
    onMessage: (listener) => void port.on("message", listener),
  };
}

test("a call answers what the other end's method answers", async (t) => {
  const { remote } = ends<{ add(a: number, b: number): Promise<number> }>(t, { add: (a: number, b: number) => a + b });
  assert.equal(await remote.add(2, 3), 5);
});

test("an error keeps its code, message and the cause's code", async (t) => {
  const cause = Object.assign(new Error("no such file"), { code: "ENOENT" });
  const fail = () => {
    throw new MlflowError("IO_ERROR", "Could not read", { cause });
  };
  const { remote } = ends<{ fail(): Promise<void> }>(t, { fail });
  await assert.rejects(remote.fail(), (error: MlflowError) => {
    assert.equal(error.errorCode, "IO_ERROR");
    assert.equal(error.message, "Could not read");
    assert.equal((error.cause as NodeJS.ErrnoException).code, "ENOENT");
    return true;
  });
});

test("only a method of the other end's own can be called", async (t) => {
  const { remote } = ends<{ toString(): Promise<string>; missing(): Promise<void> }>(t, {});
  await assert.rejects(remote.missing(), /There is no method missing/);
  await assert.rejects(remote.toString(), /There is no method toString/);
});

test("a callback in an option is called, and forgotten once the call is answered", async (t) => {
  const seen: number[] = [];
  const { remote } = ends<{ copy(options: { onProgress: (bytes: number) => void }): Promise<string> }>(t, {
    copy: ({ onProgress }: { onProgress: (bytes: number) => void }) => {
      onProgress(1);
      onProgress(2);
      return "done";
    },
  });
  assert.equal(await remote.copy({ onProgress: (bytes) => seen.push(bytes) }), "done");
  assert.deepEqual(seen, [1, 2]);
});

test("a listener is called until the function that its subscription answered", async (t) => {
  let emit: ((value: number) => void) | undefined;
  let isStopped: (() => void) | undefined;
  const stopped = new Promise<void>((resolve) => (isStopped = resolve));
  const { remote } = ends<{ watch(listener: (value: number) => void): Promise<() => void>; ping(): Promise<void> }>(t, {
    watch: (listener: (value: number) => void) => {
      emit = listener;
      return () => isStopped?.();
    },
    ping: () => undefined,
  });
  const seen: number[] = [];
  const stop = await remote.watch((value) => seen.push(value));
  emit?.(1);
  await remote.ping();
  stop();
  await stopped;
  emit?.(2);
  await remote.ping();
  assert.deepEqual(seen, [1]);
});

test("a signal aborts at the other end, also one that was aborted before", async (t) => {
  const { remote } = ends<{ wait(options: { signal: AbortSignal }): Promise<string> }>(t, {
    wait: ({ signal }: { signal: AbortSignal }) =>
      signal.aborted
        ? "before"
        : new Promise((resolve) => signal.addEventListener("abort", () => resolve("meanwhile"))),
  });
  const controller = new AbortController();
  const waiting = remote.wait({ signal: controller.signal });
  controller.abort();
  assert.equal(await waiting, "meanwhile");
  assert.equal(await remote.wait({ signal: AbortSignal.abort() }), "before");
});

test("marked buffers are moved, not copied", async (t) => {
  const values = new Float64Array([1, 2]);
  const { remote } = ends<{ read(): Promise<{ values: Float64Array }> }>(t, {
    read: () => transfer({ values }, [values.buffer]),
  });
  assert.deepEqual([...(await remote.read()).values], [1, 2]);
  assert.equal(values.length, 0);
});

test("a call fails once the connection is closed, one that was waiting too", async (t) => {
  const { remote, close } = ends<{ hang(): Promise<void> }>(t, { hang: () => new Promise(() => undefined) });
  const waiting = remote.hang();
  close();
  await assert.rejects(waiting, /closed/);
  await assert.rejects(remote.hang(), /closed/);
});
