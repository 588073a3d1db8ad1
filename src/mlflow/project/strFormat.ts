/**
 * Python's `text.format(**values)`, for values that are texts: `{name}`, `{name!r}` and `{name:>8}` are filled in,
 * `{{` and `}}` are braces.
 *
 * @returns the text, or what is wrong with it in the words of Python's error
 */
export function strFormat(text: string, values: ReadonlyMap<string, string>): { text: string } | { problem: string } {
  let result = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char !== "{" && char !== "}") {
      result += char;
      continue;
    }
    if (text[i + 1] === char) {
      result += char;
      i++;
      continue;
    }
    if (char === "}") return { problem: "Single '}' encountered in format string" };
    const end = text.indexOf("}", i);
    if (end < 0) {
      return {
        problem:
          i === text.length - 1 ? "Single '{' encountered in format string" : "expected '}' before end of string",
      };
    }
    const field = text.slice(i + 1, end);
    if (field.includes("{")) return { problem: `unexpected '{' in field name` };
    const filled = fillIn(field, values);
    if ("problem" in filled) return filled;
    result += filled.text;
    i = end;
  }
  return { text: result };
}

/** The names that a text's fields have, in their order; a field that Python would refuse has none. */
export function fieldNames(text: string): string[] {
  const fields = text.replaceAll(/\{\{|\}\}/g, "").matchAll(/\{([^{}!:.[\]]*)[^{}]*\}/g);
  return [...fields].map(([, name]) => name ?? "");
}

function fillIn(field: string, values: ReadonlyMap<string, string>): { text: string } | { problem: string } {
  const [, name = "", access = "", conversion, spec = ""] =
    /^([^!:.[]*)([^!:]*)(?:!([^:]*))?(?::(.*))?$/s.exec(field) ?? [];
  if (name === "" || /^\d+$/.test(name)) {
    return { problem: "Replacement index 0 out of range for positional args tuple" };
  }
  const value = values.get(name);
  if (value === undefined) return { problem: `'${name}'` };
  if (access !== "") return { problem: `A parameter is a text, which has no '${access}'` };
  if (conversion !== undefined && conversion !== "s") {
    return { problem: `'{${field}}' is a conversion that shell commands have no use for` };
  }
  return aligned(value, spec);
}

/** A text in the layout of Python's format specification: fill, alignment, width, precision. */
function aligned(value: string, spec: string): { text: string } | { problem: string } {
  const parts = /^(?:(.)?([<>^]))?(0)?(\d+)?(?:\.(\d+))?s?$/su.exec(spec);
  if (parts === null) return { problem: "Invalid format specifier" };
  const [, fill, align = "<", zero, width = "0", precision] = parts;
  const characters = [...value].slice(0, precision === undefined ? undefined : Number(precision));
  const missing = Math.max(0, Number(width) - characters.length);
  const before = align === ">" ? missing : align === "^" ? Math.floor(missing / 2) : 0;
  const filler = fill ?? zero ?? " ";
  return { text: filler.repeat(before) + characters.join("") + filler.repeat(missing - before) };
}
