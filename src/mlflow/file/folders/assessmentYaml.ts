import { plainValue } from "../../pythonScalar.ts";
import { withNewLineBreaks, yamlLibrary } from "../disk/meta.ts";

/**
 * An assessment's YAML with its types: other than in a `meta.yaml`, `true` and `'true'` are different answers. To be
 * called inside `withYaml`.
 *
 * @throws Error in words for what is no mapping
 */
export function parseAssessmentYaml(text: string): Record<string, unknown> {
  const value: unknown = yamlLibrary().parse(withNewLineBreaks(text), {
    ...{ version: "1.1", schema: "failsafe", logLevel: "silent", maxAliasCount: 0 },
    customTags: [{ tag: "tag:yaml.org,2002:plain", default: true, test: /^/, resolve: typed }],
  });
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error("It holds no keys.");
}

/** A number, `true`, `null` or a text. */
function typed(plain: string): unknown {
  const value = plainValue(plain);
  if (typeof value === "bigint") return Number(value);
  return typeof value === "object" && value !== null ? value.text : value;
}
