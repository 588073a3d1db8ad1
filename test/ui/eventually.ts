import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks again until an assertion holds, for what has no event to await.
 *
 * @param assertion throws while it does not hold yet
 * @returns what the assertion answered at last
 * @throws what the assertion threw last, after `timeoutMs`
 */
export async function eventually<T>(assertion: () => Promise<T> | T, { timeoutMs = 15_000 } = {}): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}
