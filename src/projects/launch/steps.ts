import * as vscode from "vscode";

/** Where a question stands among others. */
export interface Place {
  title: string;
  step: number;
  totalSteps: number;
}

/** What the user went back from. */
export const back = Symbol("back");

/** What an answer before has made a needless question answer. */
export const skipped = Symbol("skipped");

/** A question of several; it keeps its answer itself. */
export type Step = (place: Place) => Promise<typeof back | typeof skipped | void>;

/** Asks one after another; Back goes to the one before. @throws CancellationError when the user leaves */
export async function askSteps(title: string, steps: readonly Step[]): Promise<void> {
  let direction = 1;
  for (let index = 0; index < steps.length; index += direction) {
    const answer = await steps[index]!({ title, step: index + 1, totalSteps: steps.length });
    // A needless one is passed over the way one comes.
    if (answer !== skipped) direction = answer === back ? -1 : 1;
  }
}

export interface TextQuestion {
  value: string;
  prompt: string;
  placeholder?: string;
  /** What is wrong with a text: an error keeps it from being accepted. */
  problem?: (text: string) => { message: string; severity: vscode.InputBoxValidationSeverity } | undefined;
  /** Lets the user look for a file or folder. */
  browse?: () => Promise<string | undefined>;
}

export async function askText(place: Place, question: TextQuestion): Promise<string | typeof back> {
  const input = vscode.window.createInputBox();
  const browse: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon("folder-opened"),
    tooltip: vscode.l10n.t("Browse..."),
  };
  Object.assign(input, {
    ...place,
    value: question.value,
    valueSelection: [0, question.value.length],
    prompt: question.prompt,
    placeholder: question.placeholder,
    ignoreFocusOut: true,
    buttons: [...backButton(place), ...(question.browse === undefined ? [] : [browse])],
  });
  const check = () => (input.validationMessage = question.problem?.(input.value));
  check();
  return shown(input, (accept) => [
    input.onDidChangeValue(check),
    input.onDidAccept(() => {
      const problem = question.problem?.(input.value);
      if (problem?.severity !== vscode.InputBoxValidationSeverity.Error) accept(input.value);
    }),
    input.onDidTriggerButton(async (button) => {
      if (button === vscode.QuickInputButtons.Back) return accept(back);
      isBrowsing.add(input);
      const picked = await question.browse?.();
      isBrowsing.delete(input);
      input.show();
      if (picked === undefined) return;
      input.value = picked;
      check();
    }),
  ]);
}

export interface PickQuestion {
  items: vscode.QuickPickItem[];
  /** The label that is chosen already. */
  active: string | undefined;
  placeholder: string;
  /** An item for what is typed and not among the items. */
  newItem?: (text: string) => vscode.QuickPickItem;
}

/** @returns the label of the picked item; for a new one what was typed */
export async function askPick(place: Place, question: PickQuestion): Promise<string | typeof back> {
  const pick = vscode.window.createQuickPick();
  const { items, active, newItem } = question;
  Object.assign(pick, {
    ...place,
    items,
    placeholder: question.placeholder,
    ignoreFocusOut: true,
    buttons: backButton(place),
  });
  pick.activeItems = items.filter(({ label }) => label === active);
  return shown(pick, (accept) => [
    pick.onDidChangeValue((text) => {
      const isNew = newItem !== undefined && text.trim() !== "" && !items.some(({ label }) => label === text.trim());
      pick.items = isNew ? [...items, newItem(text.trim())] : items;
    }),
    pick.onDidAccept(() => {
      const [picked] = pick.selectedItems;
      if (picked !== undefined) accept(items.includes(picked) ? picked.label : pick.value.trim());
    }),
    pick.onDidTriggerButton((button) => button === vscode.QuickInputButtons.Back && accept(back)),
  ]);
}

function backButton({ step }: Place): vscode.QuickInputButton[] {
  return step > 1 ? [vscode.QuickInputButtons.Back] : [];
}

async function shown<T>(
  input: vscode.QuickInput,
  listen: (accept: (answer: T) => void) => vscode.Disposable[],
): Promise<T> {
  const disposables: vscode.Disposable[] = [input];
  try {
    return await new Promise<T>((resolve, reject) => {
      disposables.push(
        ...listen(resolve),
        input.onDidHide(() => isBrowsing.has(input) || reject(new vscode.CancellationError())),
      );
      input.show();
    });
  } finally {
    vscode.Disposable.from(...disposables).dispose();
  }
}

/** Inputs that a file dialog hides for the time being. */
const isBrowsing = new WeakSet<vscode.QuickInput>();
