import { invalidParameter, MlflowError } from "../errors.ts";
import { type Token } from "./tokens/token.ts";

/** A part of a filter, in UTF-16 units; the end is excluded. */
export interface Span {
  start: number;
  end: number;
}

const spans = new WeakMap<MlflowError, Span>();

/** MLflow's refusal of a filter, for what it says at `token`. */
export function refuseAt(token: Token | undefined, message: string): MlflowError {
  return locate(invalidParameter(message), token);
}

/** What MLflow's SQL store answers where Python fails on a filter: Python's words as an internal error. */
export function failAt(token: Token | undefined, message: string): MlflowError {
  return locate(new MlflowError("INTERNAL_ERROR", message), token);
}

function locate(error: MlflowError, token: Token | undefined): MlflowError {
  if (token !== undefined) spans.set(error, { start: token.start, end: token.start + token.text.length });
  return error;
}

/** Which part of the filter an error of `parseFilter` is about, for an editor to mark; `undefined` is the whole. */
export function spanOf(error: unknown): Span | undefined {
  return spans.get(error as MlflowError);
}
