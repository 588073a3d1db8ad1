import { shellWords } from "../search/python/shlex.ts";

/** Python's `shlex.quote`: one word of a shell, whatever is in it. */
export function shellQuote(text: string): string {
  if (text === "") return "''";
  return /[^\w@%+=:,./-]/.test(text) ? `'${text.replaceAll("'", `'"'"'`)}'` : text;
}

/**
 * A parameter as the user gave it: `mlflow run` logs each as the shell word that it put into the command, such as
 * `'it'"'"'s $HOME'`. What was not quoted by MLflow stays as it is.
 */
export function unquotedParameter(logged: string): string {
  const words = shellWords(logged);
  return words?.length === 1 && shellQuote(words[0]!) === logged ? words[0]! : logged;
}

/** The same of a run that was made on Windows, where MLflow quotes for `cmd.exe` instead. */
export function unquotedByCmd(logged: string): string {
  const bare = logged.replaceAll(/\^(.)/gs, "$1");
  const words = [bare, argument(logged), argument(bare)].filter((word) => word !== undefined);
  return words.find((word) => word !== logged && cmdQuote(word) === logged) ?? logged;
}

/** Whether a value began as a quoted word and is none: MLflow cuts what is too long. */
export function isCutWord(logged: string): boolean {
  return logged.startsWith("'") && unquotedParameter(logged) === logged;
}

const cmdMeta = /["^&|<>()%!]/g;

/** MLflow's `mslex_quote`: one word for `cmd.exe`. */
export function cmdQuote(text: string): string {
  if (text === "") return '""';
  if (!/[\s"^&|<>()%!]/.test(text)) return text;
  if (!/["%!]/.test(text)) return text.search(cmdMeta) < 0 ? quotedArgument(text) : `"${text}${/\\*$/.exec(text)![0]}"`;
  return (/[\s"]/.test(text) ? quotedArgument(text) : text).replaceAll(cmdMeta, "^$&");
}

/** A word as Windows divides a command line into arguments: backslashes count only before a quote. */
function quotedArgument(text: string): string {
  return `"${text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}

function argument(quoted: string): string | undefined {
  const [, inside] = /^"(.*)"$/s.exec(quoted) ?? [];
  const half = (slashes: string) => slashes.slice(slashes.length / 2);
  return inside?.replaceAll(/((?:\\\\)*)\\"/g, (_, slashes: string) => `${half(slashes)}"`).replace(/\\+$/, half);
}

/** Whether `cmd.exe`, through which MLflow runs a command on Windows, would make something else of a value. */
export function isBrokenByCmd(value: string): boolean {
  return /["%!^&|<>\r\n]/.test(value);
}
