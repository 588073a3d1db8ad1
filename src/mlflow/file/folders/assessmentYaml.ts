import { withNewLineBreaks, yamlLibrary } from "../disk/meta.ts";

/**
 * An assessment's YAML with its types: other than in a `meta.yaml`, `true` and `'true'` are different answers. To be
 * called inside `withYaml`.
 *
 * @throws Error in words for what is no mapping
 */
export function parseAssessmentYaml(text: string): Record<string, unknown> {
  const options = { version: "1.1", logLevel: "silent", maxAliasCount: 0 } as const;
  const value: unknown = yamlLibrary().parse(withNewLineBreaks(text), options);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error("It holds no keys.");
}
