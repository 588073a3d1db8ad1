import { shellWords } from "../search/python/shlex.ts";

/** A command that is one Python program, as a debugger starts it. */
export interface PythonProgram {
  /** A file, relative to the project's folder, or a module (`-m`). */
  start: { program: string } | { module: string };
  args: string[];
  /** Options of Python's own, before the program. */
  pythonArgs: string[];
}

/**
 * Takes a command for the start of one Python program.
 *
 * @returns undefined where a shell would have more to do: pipes, variables, several commands, another program
 */
export function pythonProgramOf(command: string): PythonProgram | undefined {
  if (needsShell(command)) return undefined;
  const [python = "", ...rest] = shellWords(command) ?? [];
  if (!/^(?:.*[\\/])?python(?:3(?:\.\d+)?)?(?:\.exe)?$/.test(python)) return undefined;
  const pythonArgs: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index]!;
    if (word === "-m") {
      const module = rest[index + 1];
      return module === undefined ? undefined : { start: { module }, args: rest.slice(index + 2), pythonArgs };
    }
    if (word === "-c" || word === "-") return undefined;
    if (!word.startsWith("-")) return { start: { program: word }, args: rest.slice(index + 1), pythonArgs };
    pythonArgs.push(word);
    if (word === "-W" || word === "-X") pythonArgs.push(rest[++index] ?? "");
  }
  return undefined;
}

/** Whether something outside of quotes means more to a shell than itself. */
function needsShell(command: string): boolean {
  const outside = command.trim().replaceAll(/'[^']*'|"(?:[^"\\$`]|\\.)*"|\\./gs, "");
  return /["'$`|&;<>()*?[\]{}#~\n]/.test(outside) || /^\s*\w+=/.test(outside);
}
