// What PyYAML's safe_load makes of a plain scalar: other than YAML libraries say, `1.5e3` and `y` are texts.

/** A date or a time, as Python prints it. */
export interface PythonDate {
  text: string;
}

const patterns = {
  none: /^(?:~|null|Null|NULL|)$/,
  bool: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  int: /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  float:
    /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  time: /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
};

/** What is written without quotes, by PyYAML's implicit resolvers in its order of what excludes what. */
export function plainValue(text: string): null | boolean | bigint | number | string | PythonDate {
  if (patterns.none.test(text)) return null;
  if (patterns.bool.test(text)) return /^(?:yes|true|on)$/i.test(text);
  if (patterns.int.test(text)) return integer(text.replaceAll("_", ""));
  if (patterns.float.test(text)) return float(text.replaceAll("_", "").toLowerCase());
  const time = patterns.time.exec(text);
  if (time !== null && (time[4] !== undefined || patterns.date.test(text))) return { text: timeText(time) };
  return text;
}

function integer(text: string): bigint {
  const digits = text.replace(/^[-+]/, "");
  const octal = /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const size = digits.includes(":")
    ? digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n)
    : BigInt(octal);
  return text.startsWith("-") ? -size : size;
}

function float(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Infinity;
  if (digits === ".nan") return NaN;
  return sign * digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** `str()` of a date or datetime. */
function timeText(match: RegExpExecArray): string {
  const [, year, month = "", day = "", hour, minute, second, fraction, zone, sign, zoneHour = "", zoneMinute] = match;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (hour === undefined) return date;
  const micros = fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, "0"));
  const part = micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`;
  const offset =
    zone === undefined ? "" : zone === "Z" ? "+00:00" : `${sign}${zoneHour.padStart(2, "0")}:${zoneMinute ?? "00"}`;
  return `${date} ${hour.padStart(2, "0")}:${minute}:${second}${part}${offset}`;
}
