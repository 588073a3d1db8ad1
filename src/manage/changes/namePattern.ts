/**
 * The new names of several runs: `{name}` in the pattern stands for a run's present name, `{n}` for its place from 1 on,
 * with as many digits as the last one has.
 */
export function namesByPattern(pattern: string, names: readonly string[]): string[] {
  const digits = String(names.length).length;
  return names.map((name, index) =>
    // In one pass: a name may itself hold what stands for something here.
    pattern.replaceAll(/\{name\}|\{n\}/g, (part) =>
      part === "{name}" ? name : String(index + 1).padStart(digits, "0"),
    ),
  );
}
