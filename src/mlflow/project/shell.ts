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

/** Whether `cmd.exe`, through which MLflow runs a command on Windows, would make something else of a value. */
export function isBrokenByCmd(value: string): boolean {
  return /["%!^&|<>\r\n]/.test(value);
}
