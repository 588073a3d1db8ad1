/** Texts by number, each once. */
export interface Dictionary {
  /** The number of a text, which is added if it is new. */
  code(text: string): number;
  /** The number of a text that is there, else −1. */
  find(text: string): number;
  text(code: number): string;
  /** All texts, in the order of their numbers. */
  texts(): string[];
}

/** Texts by number, without looking whether one is there already: there would be a map of all of them to keep. */
export interface TextList {
  add(text: string): number;
  /** `undefined` for what is below 0. */
  text(code: number): string | undefined;
  readonly size: number;
  packed(): PackedTexts;
}

/** UTF-8 bytes of texts one behind the other; text `i` ends at `ends[i]`. */
export interface PackedTexts {
  bytes: Buffer;
  ends: Uint32Array;
}

export function makeDictionary(texts: string[] = []): Dictionary {
  const codes = new Map(texts.map((text, code) => [text, code]));
  return {
    code(text) {
      let code = codes.get(text);
      if (code === undefined) {
        code = texts.push(text) - 1;
        codes.set(text, code);
      }
      return code;
    },
    find: (text) => codes.get(text) ?? -1,
    text: (code) => texts[code]!,
    texts: () => texts,
  };
}

/** @param packed texts of an index: they stay bytes until they are asked for */
export function makeTextList(packed?: PackedTexts): TextList {
  const texts: (string | undefined)[] = new Array<undefined>(packed?.ends.length ?? 0);
  return {
    add: (text) => texts.push(text) - 1,
    text(code) {
      if (code < 0) return undefined;
      const known = texts[code];
      if (known !== undefined || packed === undefined || code >= packed.ends.length) return known;
      return (texts[code] = unpackText(packed, code));
    },
    get size() {
      return texts.length;
    },
    packed() {
      if (packed === undefined) return packTexts(texts as string[]);
      if (packed.ends.length === texts.length) return packed;
      const added = packTexts(texts.slice(packed.ends.length) as string[]);
      const ends = new Uint32Array(texts.length);
      ends.set(packed.ends);
      ends.set(
        added.ends.map((end) => end + packed.bytes.length),
        packed.ends.length,
      );
      return { bytes: Buffer.concat([packed.bytes, added.bytes]), ends };
    },
  };
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (let i = 0; i < texts.length; i++) ends[i] = end += Buffer.byteLength(texts[i]!, "utf8");
  return { bytes: Buffer.from(texts.join(""), "utf8"), ends };
}

export function unpackText({ bytes, ends }: PackedTexts, code: number): string {
  return bytes.toString("utf8", code === 0 ? 0 : ends[code - 1], ends[code]);
}
