// Which texts PyYAML must quote, because it would read them as something else (`yaml/resolver.py`: YAML 1.1).

const implicit: readonly RegExp[] = [
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/,
  /^(?:[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+)$/,
  /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/,
  /^(?:<<|~|null|Null|NULL|=|)$/,
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  /^[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9][0-9]:[0-9][0-9](?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9][0-9])?))?$/,
];

/** True for a text that, unquoted, YAML 1.1 reads as null, a boolean, a number, a time or a merge key. */
export function meansSomethingElse(text: string): boolean {
  return implicit.some((pattern) => pattern.test(text));
}

/** The styles in which libyaml can write a text inside a block mapping (`yaml_emitter_analyze_scalar`). */
export interface ScalarStyles {
  plain: boolean;
  single: boolean;
  isMultiline: boolean;
}

/** The first character decides over these; later ones over fewer, since nothing is written in flow style. */
const startIndicators = "#,[]{}&*!|>'\"%@`";

export function stylesOf(text: string): ScalarStyles {
  const characters = Array.from(text);
  const last = characters.length - 1;
  let plain = !/^(?:---|\.\.\.)/.test(text);
  let single = true;
  let isMultiline = false;
  let before = "";
  for (const [i, character] of characters.entries()) {
    const isBeforeBlank = i === last || isBlank(characters[i + 1]!);
    if (i === 0 ? startIndicators.includes(character) : character === "#" && isBlank(before)) plain = false;
    if (isBeforeBlank && (character === ":" || (i === 0 && (character === "?" || character === "-")))) plain = false;
    if (!isPrintable(character)) plain = single = false;
    if (isBreak(character)) {
      isMultiline = true;
      plain = false;
      if (before === " ") single = false;
    } else if (character === " ") {
      if (i === 0 || i === last) plain = false;
      if (isBreak(before)) single = false;
    }
    before = character;
  }
  return { plain, single, isMultiline };
}

export function isBreak(character: string): boolean {
  return (
    character === "\n" || character === "\r" || character === "\x85" || character === "\u2028" || character === "\u2029"
  );
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\0" || isBreak(character);
}

/** libyaml's `IS_PRINTABLE`: nothing beyond the basic plane, neither the tab nor the carriage return. */
export function isPrintable(character: string): boolean {
  const code = character.codePointAt(0)!;
  if (code <= 0x7e) return code === 0x0a || code >= 0x20;
  return code >= 0xa0 && code <= 0xfffd && (code < 0xd800 || code > 0xdfff) && code !== 0xfeff;
}
