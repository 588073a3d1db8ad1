/** What SQLite's REGEXP calls: Python's `re.search`, as SQLAlchemy registers it. NULL has no answer. */
export function pythonSearch(pattern: unknown, text: unknown): 0 | 1 | null {
  if (typeof text !== "string" || typeof pattern !== "string") return null;
  return compiled(pattern).test(text) ? 1 : 0;
}

let last: { pattern: string; expression: RegExp } | undefined;

function compiled(pattern: string): RegExp {
  if (last?.pattern !== pattern) last = { pattern, expression: expressionOf(pattern) };
  return last.expression;
}

/** Python's classes know all of Unicode, JavaScript's only ASCII. */
const classes: Record<string, string> = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  w: "\\p{L}\\p{N}_",
  s: "\\s\\x1c-\\x1f\\x85",
};

/**
 * A pattern of Python's `re` as JavaScript's. What only Python knows beyond its names, anchors, classes and flags is
 * read as JavaScript reads it.
 *
 * @throws SyntaxError for a pattern that is none
 */
function expressionOf(pattern: string): RegExp {
  let flags = "u";
  const global = /^\(\?([aimsux]+)\)/.exec(pattern);
  for (const flag of global?.[1] ?? "") if ("ims".includes(flag)) flags += flag;
  const multiline = flags.includes("m");
  let inClass = false;
  const source = pattern
    .slice(global?.[0].length ?? 0)
    .replace(
      /\\([\s\S])|\(\?P<|\(\?P=(\w+)\)|[[\]$]/g,
      (piece, escaped: string | undefined, name: string | undefined) => {
        if (escaped !== undefined) return escape(escaped, inClass);
        if (name !== undefined) return `\\k<${name}>`;
        if (piece === "(?P<") return "(?<";
        if (piece === "$") return inClass ? "\\$" : multiline ? "$" : "(?=\\n?(?![\\s\\S]))";
        if (piece === "[") {
          if (inClass) return "\\[";
          inClass = true;
        } else inClass = false;
        return piece;
      },
    );
  return new RegExp(source, flags);
}

function escape(letter: string, inClass: boolean): string {
  const members = classes[letter];
  if (members !== undefined) return inClass ? members : `[${members}]`;
  if (letter === "W") return "[^\\p{L}\\p{N}_]";
  if (letter === "S") return "\\S";
  if (letter === "A") return "(?<![\\s\\S])";
  if (letter === "Z") return "(?![\\s\\S])";
  if (letter === "a") return "\\x07";
  if (/[\^$\\.*+?()[\]{}|/]/.test(letter) || (letter === "-" && inClass)) return `\\${letter}`;
  return /\W/.test(letter) ? letter : `\\${letter}`;
}
