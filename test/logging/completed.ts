import { missingIn, withAdditions } from "../../src/logging/missing.ts";

/** A script with all that was missing in it. */
export function completed(text: string, version?: string): string {
  return withAdditions(text, missingIn(text, version).additions);
}
