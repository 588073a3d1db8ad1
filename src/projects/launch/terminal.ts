import * as vscode from "vscode";
import { messageOf } from "../../command.ts";
import { log } from "../../log.ts";
import { start, type Started } from "../../python/start.ts";
import { launchOf, type RunDefinition } from "./definition.ts";
import { endRun, showRun, type ToldRun } from "./follow.ts";
import { prepare, type Launcher, type Prepared } from "./prepare.ts";

/** What became of a task. */
export interface TaskOutcome {
  exitCode: number;
  /** Absent where none was made. */
  run: ToldRun | undefined;
}

/** The terminal of a task: starts `mlflow run` when it is opened, and ends it and its run when it is closed. */
export class ProjectTerminal implements vscode.Pseudoterminal {
  readonly #definition: RunDefinition;
  readonly #launcher: Launcher;
  readonly #onEnded: ((outcome: TaskOutcome) => void) | undefined;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;
  #started: Started | undefined;
  #run: ToldRun | undefined;
  #isStopped = false;
  #line = "";

  constructor(definition: RunDefinition, launcher: Launcher, onEnded?: (outcome: TaskOutcome) => void) {
    this.#definition = definition;
    this.#launcher = launcher;
    this.#onEnded = onEnded;
  }

  open(size: vscode.TerminalDimensions | undefined): void {
    const owned = this.#launcher.python.own(async () => {
      await this.#stop(1_500);
      await whole;
    });
    const whole = this.#runToItsEnd(size)
      .catch((error: unknown) => {
        if (error instanceof vscode.CancellationError) this.#say(vscode.l10n.t("Not started."));
        else {
          log.error(error instanceof Error ? error : String(error));
          this.#say(`\x1b[31m${messageOf(error)}\x1b[0m`);
        }
        return 1;
      })
      .then((code) => {
        owned.dispose();
        this.#closed.fire(code);
        this.#onEnded?.({ exitCode: this.#isStopped ? 130 : code, run: this.#run });
      });
  }

  /** The user ended the task. */
  close(): void {
    void this.#stop();
  }

  handleInput(data: string): void {
    if (data === "\x03") return void this.#stop();
    for (const char of data) {
      if (char === "\r") {
        this.#write("\n");
        this.#started?.write(`${this.#line}\n`);
        this.#line = "";
      } else if (char === "\x7f") {
        if (this.#line !== "") this.#write("\b \b");
        this.#line = this.#line.slice(0, -1);
      } else {
        this.#line += char;
        this.#write(char);
      }
    }
  }

  async #runToItsEnd(size: vscode.TerminalDimensions | undefined): Promise<number> {
    const launch = launchOf(this.#definition);
    const prepared = await prepare(launch, this.#launcher);
    if (this.#isStopped) throw new vscode.CancellationError();
    this.#say(prepared.announcement);
    const columns: Record<string, string> =
      size === undefined ? {} : { COLUMNS: String(size.columns), LINES: String(size.rows) };
    this.#started = start({
      ...prepared,
      variables: { ...prepared.variables, ...columns },
      onOutput: (text) => this.#write(text),
      onTold: (line) => this.#follow(line, prepared),
    });
    const code = await this.#started.ended;
    // Where mlflow ended well it has ended the run, or a cluster goes on with it.
    if (this.#run !== undefined && (this.#isStopped || code !== 0)) {
      const ended = await endRun(this.#launcher.stores, this.#run, this.#isStopped ? "KILLED" : "FAILED");
      if (ended !== undefined) this.#say(ended);
    }
    return code ?? 1;
  }

  #follow(line: string, { target }: Prepared): void {
    this.#run = { ...(JSON.parse(line) as { runId: string; experimentId: string }), trackingUri: target.trackingUri };
    void showRun(this.#launcher.stores, this.#run).catch((error: unknown) => log.warn(String(error)));
  }

  /** Resolves when the program has ended; its run is ended by whoever waits for that. */
  async #stop(graceMs?: number): Promise<void> {
    this.#isStopped = true;
    await this.#started?.stop(graceMs);
  }

  #say(text: string): void {
    this.#write(`${text}\n`);
  }

  #write(text: string): void {
    this.#written.fire(text.replaceAll(/\r?\n/g, "\r\n"));
  }
}
