/** One write to one thing, and what takes it back. */
export interface Change {
  /** What it is about, for the eye: the name of a run or of an experiment. */
  readonly name: string;
  readonly apply: () => Promise<unknown>;
  /** Makes it what it was before `apply`. */
  readonly revert: () => Promise<unknown>;
}

export interface Failure {
  readonly name: string;
  readonly error: unknown;
}

export interface Outcome {
  /** What was done, in the order given. */
  readonly done: Change[];
  /** What was refused, each with its reason; it changed nothing. */
  readonly failed: Failure[];
  /** How many were not tried, since the user cancelled. */
  readonly untried: number;
}

/** A server answers several at a time; a local store does one after the other anyway. */
const atOnce = 8;

/**
 * Does all of them, whatever becomes of the others.
 *
 * @param signal ends it between two writes: what was done stays done
 */
export async function applyAll(
  changes: readonly Change[],
  { onProgress, signal }: { onProgress?: (finished: number) => void; signal?: AbortSignal } = {},
): Promise<Outcome> {
  const done = new Set<Change>();
  const errors = new Map<Change, unknown>();
  let next = 0;
  const work = async () => {
    for (let change = changes[next++]; change !== undefined && !signal?.aborted; change = changes[next++]) {
      try {
        await change.apply();
        done.add(change);
      } catch (error) {
        errors.set(change, error);
      }
      onProgress?.(done.size + errors.size);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, changes.length) }, work));
  return {
    done: changes.filter((change) => done.has(change)),
    failed: [...errors].map(([{ name }, error]) => ({ name, error })),
    untried: changes.length - done.size - errors.size,
  };
}

/** What takes these back, the last one first. */
export function reverted(changes: readonly Change[]): Change[] {
  return changes.map(({ name, apply, revert }) => ({ name, apply: revert, revert: apply })).reverse();
}
