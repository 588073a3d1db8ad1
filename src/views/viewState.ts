import * as vscode from "vscode";

/** What the user set for a view. It stays after a reload. */
export interface View<State> {
  readonly state: State;
  set(change: Partial<State>): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

/**
 * A view's state, kept in the workspace's storage.
 *
 * @param contextKeys what `when` clauses are told of it
 */
export function viewState<State extends object>(
  context: vscode.ExtensionContext,
  key: string,
  initial: State,
  contextKeys: (state: State) => Record<`mlflowLens.${string}`, boolean>,
): View<State> {
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(changed);
  let state: State = { ...initial, ...context.workspaceState.get<Partial<State>>(key) };
  const tell = () =>
    Promise.all(
      Object.entries(contextKeys(state)).map(([name, value]) =>
        vscode.commands.executeCommand("setContext", name, value),
      ),
    );
  void tell();
  return {
    get state() {
      return state;
    },
    async set(change) {
      state = { ...state, ...change };
      await context.workspaceState.update(key, state);
      await tell();
      changed.fire();
    },
    onDidChange: changed.event,
  };
}
