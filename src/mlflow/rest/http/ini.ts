/**
 * Reads the INI files of MLflow and Databricks as Python's configparser does, as far as those files go: sections of
 * `key = value` or `key: value`, keys without regard to case, whole-line comments. `[DEFAULT]` is a section like others,
 * as Databricks has it: else the token of one workspace would go to another.
 *
 * @returns the keys of each section, lower-cased
 */
export function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    const name = /^\[(.+)\]$/.exec(trimmed)?.[1];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
      continue;
    }
    const [, key, value] = /^([^=:]+)[=:](.*)$/.exec(trimmed) ?? [];
    if (key !== undefined) section?.set(key.trim().toLowerCase(), (value ?? "").trim());
  }
  return sections;
}
