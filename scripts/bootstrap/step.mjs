// What every script does alike: says what it does and how long it took, and runs other programs.
import { spawn, spawnSync } from "node:child_process";

/** An error whose message is all that the user needs: it is printed without a stack. */
export class Trouble extends Error {}

/** "0.4 s", "12 s", "3 min 20 s". */
export function seconds(milliseconds) {
  const s = milliseconds / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  return s < 120 ? `${Math.round(s)} s` : `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
}

/**
 * Does `work` between a line that says so and a line with the time it took.
 *
 * @param title what is done, as a present participle: "Installing the dependencies"
 */
export async function step(title, work) {
  const start = performance.now();
  console.log(`- ${title} …`);
  try {
    const result = await work();
    console.log(`  done in ${seconds(performance.now() - start)}: ${title}`);
    return result;
  } catch (error) {
    console.log(`  failed after ${seconds(performance.now() - start)}: ${title}`);
    throw error;
  }
}

/** npm is a script that Windows starts only by its .cmd file, which Node refuses to start without a shell. */
const npmCli = process.env.npm_execpath;

/**
 * Runs a program to its end.
 *
 * @param options of `spawn`; `quiet` keeps the output and shows it only in the error
 * @returns what the program wrote, when `quiet`
 * @throws Trouble when it could not be started or its exit code is not 0
 */
export function run(command, args, { quiet = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      ...options,
    });
    let output = "";
    child.stdout?.on("data", (data) => (output += data));
    child.stderr?.on("data", (data) => (output += data));
    child.once("error", (error) =>
      reject(new Trouble(`${command} could not be started: ${error.message}`, { cause: error })),
    );
    child.once("close", (code, signal) => {
      if (code === 0) return resolve(output);
      const words = `${[command, ...args].join(" ")} ended with ${signal ?? `code ${code}`}`;
      reject(new Trouble(quiet ? `${words}\n${output.trim()}` : words));
    });
  });
}

/** Runs npm, the one that started this script where there is one. */
export function npm(args, options) {
  if (npmCli?.endsWith("npm-cli.js")) return run(process.execPath, [npmCli, ...args], options);
  return run("npm", args, { ...options, shell: process.platform === "win32" });
}

/** The first of `commands` that answers to `--version`, or undefined. */
export function firstThatRuns(...commands) {
  return commands.find((command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0);
}

/** Does a script's work; trouble ends it with words and exit code 1 instead of a stack. */
export async function inWords(work) {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Trouble ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
