import type * as vscode from "vscode";
import { log } from "../log.ts";
import type { Change, Store, WatchScope } from "../mlflow/store.ts";
import { debounced } from "./debounce.ts";

export interface StoreWatch extends vscode.Disposable {
  show(owner: object, scope: WatchScope | undefined): void;
}

/** One watch of the core for all that is shown of a store. The new one starts before the old one ends, so nothing is missed. */
export function watchStore(store: Store, listener: (changes: Change[]) => void): StoreWatch {
  const scopes = new Map<object, WatchScope>();
  let current = Promise.resolve<(() => void) | undefined>(undefined);
  let isDisposed = false;
  const restart = debounced(() => {
    const scope: WatchScope = {
      experimentIds: [...new Set([...scopes.values()].flatMap((part) => part.experimentIds))],
      runIds: [...new Set([...scopes.values()].flatMap((part) => part.runIds))],
    };
    const before = current;
    current = (async () => {
      const next = isDisposed || scopes.size === 0 ? undefined : await store.watch(scope, listener);
      (await before)?.();
      return next;
    })().catch((error: unknown) => {
      log.warn(`Watching ${store.uri}: ${String(error)}`);
      return undefined;
    });
  }, [50]);
  return {
    show(owner, scope) {
      if (scope === undefined) scopes.delete(owner);
      else scopes.set(owner, scope);
      restart();
    },
    dispose() {
      isDisposed = true;
      restart.cancel();
      void current.then((stop) => stop?.());
    },
  };
}
