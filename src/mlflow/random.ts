// By the global `crypto`, which is loaded when it is first used: to import node:crypto takes a thread longer than to
// answer its first question.

/** 32 hex digits, as Python's `uuid.uuid4().hex`. */
export function randomHex(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

/** A whole number from 0 to `end` - 1. */
export function randomBelow(end: number): number {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return number % end;
}
