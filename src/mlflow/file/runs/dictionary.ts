/** Texts by number. Those that were loaded from an index stay bytes until they are asked for. */
export interface Dictionary {
  /** The number of a text, which is added if it is new. */
  code(text: string): number;
  /** The number of a text that is there, else −1. */
  find(text: string): number;
  /** `undefined` for −1. */
  text(code: number): string | undefined;
  readonly size: number;
  /** All texts, in the order of their numbers. */
  texts(): string[];
}

/** UTF-8 bytes of texts one behind the other; text `i` ends at `ends[i]`. */
export interface PackedTexts {
  bytes: Buffer;
  ends: Uint32Array;
}

export function makeDictionary(packed?: PackedTexts): Dictionary {
  const texts: (string | undefined)[] = packed === undefined ? [] : new Array<undefined>(packed.ends.length);
  let codes: Map<string, number> | undefined = packed === undefined ? new Map() : undefined;

  const text = (code: number): string | undefined => {
    if (code < 0) return undefined;
    const known = texts[code];
    if (known !== undefined || packed === undefined || code >= packed.ends.length) return known;
    return (texts[code] = packed.bytes.toString("utf8", code === 0 ? 0 : packed.ends[code - 1], packed.ends[code]));
  };
  const index = (): Map<string, number> => {
    if (codes === undefined) {
      codes = new Map();
      for (let code = 0; code < texts.length; code++) codes.set(text(code)!, code);
    }
    return codes;
  };
  return {
    code(value) {
      const map = index();
      let code = map.get(value);
      if (code === undefined) {
        code = texts.length;
        texts.push(value);
        map.set(value, code);
      }
      return code;
    },
    find: (value) => index().get(value) ?? -1,
    text,
    get size() {
      return texts.length;
    },
    texts: () => Array.from(texts, (_, code) => text(code)!),
  };
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (let i = 0; i < texts.length; i++) ends[i] = end += Buffer.byteLength(texts[i]!, "utf8");
  return { bytes: Buffer.from(texts.join(""), "utf8"), ends };
}
