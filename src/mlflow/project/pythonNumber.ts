// Apart from pythonValue.ts, which brings a YAML library along.

/** Whether Python's `int()` takes a text. */
export function isInteger(text: string): boolean {
  return /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(text);
}

/** Whether Python's `float()` takes a text. */
export function isFloat(text: string): boolean {
  const trimmed = text.trim().toLowerCase();
  if (/^[-+]?(?:inf|infinity|nan)$/.test(trimmed)) return true;
  return /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/.test(trimmed);
}
