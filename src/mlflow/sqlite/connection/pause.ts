const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** Lets the thread sleep; a store has a thread of its own, which may. */
export function pause(ms: number): void {
  Atomics.wait(nobodyWakes, 0, 0, ms);
}
