import { MlflowError } from "./errors.ts";

/** Either end of a channel: a worker, a worker's parent, a page. */
export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Message =
  | { type: "call"; id: number; method: string; args: unknown[] }
  | { type: "answer"; id: number; value: unknown }
  | { type: "error"; id: number; error: EncodedError }
  | { type: "callback"; id: number; args: unknown[] }
  | { type: "abort"; id: number }
  | { type: "free"; id: number };

interface EncodedError {
  message: string;
  stack?: string;
  errorCode?: string;
  cause?: { message: string; code?: string };
}

const transfers = new WeakMap<object, readonly ArrayBuffer[]>();

/** Marks buffers of an answer to be moved to the caller instead of copied; the answerer must not use them afterwards. */
export function transfer<T extends object>(value: T, buffers: readonly ArrayBuffer[]): T {
  transfers.set(value, buffers);
  return value;
}

/** A method's promise rejects with this once the other end is gone. */
function closedError(): MlflowError {
  return new MlflowError("INTERNAL_ERROR", "The store was closed.");
}

/**
 * Connects two ends: answers calls of the other end with `local`'s methods and offers the other end's methods as
 * promises. Errors keep their `errorCode` and their cause's message. A function or an AbortSignal that is an argument,
 * or a property of one, works across: a callback lives until its call is answered or, where the answer is itself a
 * function (an unsubscriber), until that was called.
 */
export function connect<Remote extends object>(port: Port, local: object = {}): { remote: Remote; close: () => void } {
  let nextId = 1;
  const calls = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void; lent: number[] }
  >();
  const callbacks = new Map<number, (...args: unknown[]) => unknown>();
  const signals = new Map<number, AbortController>();
  let isClosed = false;
  const post = (message: Message, buffers?: readonly ArrayBuffer[]) => {
    if (!isClosed) port.postMessage(message, buffers);
  };

  function lend(value: unknown, lent: number[]): unknown {
    if (typeof value === "function") {
      const id = nextId++;
      callbacks.set(id, value as (...args: unknown[]) => unknown);
      lent.push(id);
      return { $callback: id };
    }
    if (value instanceof AbortSignal) {
      const id = nextId++;
      if (value.aborted) return { $signal: id, aborted: true };
      value.addEventListener("abort", () => post({ type: "abort", id }), { once: true });
      return { $signal: id };
    }
    return value;
  }

  function lendArgument(value: unknown, lent: number[]): unknown {
    if (!isPlainObject(value)) return lend(value, lent);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, lend(part, lent)]));
  }

  function borrow(value: unknown, borrowedSignals: number[]): unknown {
    if (!isPlainObject(value)) return value;
    if (typeof value.$callback === "number") {
      const id = value.$callback;
      return (...args: unknown[]) => post({ type: "callback", id, args });
    }
    if (typeof value.$signal === "number") {
      const controller = new AbortController();
      if (value.aborted === true) controller.abort();
      signals.set(value.$signal, controller);
      borrowedSignals.push(value.$signal);
      return controller.signal;
    }
    return value;
  }

  function borrowArgument(value: unknown, borrowedSignals: number[]): unknown {
    const whole = borrow(value, borrowedSignals);
    if (whole !== value || !isPlainObject(value)) return whole;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, borrow(part, borrowedSignals)]));
  }

  async function answer({ id, method, args }: Extract<Message, { type: "call" }>) {
    const borrowedSignals: number[] = [];
    try {
      const target = (local as Record<string, unknown>)[method];
      if (typeof target !== "function" || !Object.hasOwn(local, method)) {
        throw new MlflowError("INTERNAL_ERROR", `There is no method ${method}.`);
      }
      const value: unknown = await (target as (...args: unknown[]) => unknown).apply(
        local,
        args.map((argument) => borrowArgument(argument, borrowedSignals)),
      );
      const buffers = typeof value === "object" && value !== null ? transfers.get(value) : undefined;
      post({ type: "answer", id, value: lend(value, []) }, buffers);
    } catch (error) {
      post({ type: "error", id, error: encodeError(error) });
    } finally {
      for (const signal of borrowedSignals) signals.delete(signal);
    }
  }

  function settle(
    id: number,
  ): { resolve: (value: unknown) => void; reject: (error: Error) => void; lent: number[] } | undefined {
    const call = calls.get(id);
    calls.delete(id);
    return call;
  }

  port.onMessage((raw) => {
    const message = raw as Message;
    switch (message.type) {
      case "call":
        void answer(message);
        break;
      case "answer": {
        const call = settle(message.id);
        if (call === undefined) break;
        const { value } = message;
        if (isPlainObject(value) && typeof value.$callback === "number") {
          const id = value.$callback;
          call.resolve(() => {
            post({ type: "callback", id, args: [] });
            post({ type: "free", id });
            for (const callback of call.lent) callbacks.delete(callback);
          });
          break;
        }
        for (const callback of call.lent) callbacks.delete(callback);
        call.resolve(value);
        break;
      }
      case "error": {
        const call = settle(message.id);
        for (const callback of call?.lent ?? []) callbacks.delete(callback);
        call?.reject(decodeError(message.error));
        break;
      }
      case "callback":
        callbacks.get(message.id)?.(...message.args);
        break;
      case "abort":
        signals.get(message.id)?.abort();
        break;
      case "free":
        callbacks.delete(message.id);
        break;
    }
  });

  const remote = new Proxy({} as Remote, {
    get(_, method) {
      // A promise that resolves with this object asks it for `then`.
      if (typeof method !== "string" || method === "then") return undefined;
      return (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          if (isClosed) {
            reject(closedError());
            return;
          }
          const id = nextId++;
          const lent: number[] = [];
          calls.set(id, { resolve, reject, lent });
          post({ type: "call", id, method, args: args.map((argument) => lendArgument(argument, lent)) });
        });
    },
  });

  return {
    remote,
    close: () => {
      isClosed = true;
      for (const call of calls.values()) call.reject(closedError());
      calls.clear();
      callbacks.clear();
      for (const signal of signals.values()) signal.abort();
      signals.clear();
    },
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function encodeError(error: unknown): EncodedError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack, cause } = error;
  return {
    message,
    stack,
    errorCode: error instanceof MlflowError ? error.errorCode : undefined,
    cause: cause instanceof Error ? { message: cause.message, code: (cause as { code?: string }).code } : undefined,
  };
}

function decodeError({ message, stack, errorCode, cause }: EncodedError): Error {
  const options =
    cause === undefined ? undefined : { cause: Object.assign(new Error(cause.message), { code: cause.code }) };
  const error = new MlflowError(errorCode ?? "INTERNAL_ERROR", message, options);
  if (stack !== undefined) error.stack = stack;
  return error;
}
