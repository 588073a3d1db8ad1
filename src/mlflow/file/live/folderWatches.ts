import { type FSWatcher, watch } from "node:fs";
import { statOf } from "../disk/stamps.ts";

/** Plain watches of folders, none of them recursive: on Linux a recursive one takes a watch for every file below. */
export interface FolderWatches {
  /** Watches exactly these folders from now on, the first ones where they are too many. */
  set(folders: Iterable<string>): void;
  close(): void;
}

/** The system has a limit for all programs together. */
export const maxWatches = 500;

/**
 * @param changed called with a folder and the name in it that something happened to, where the system tells it
 */
export function createFolderWatches(changed: (folder: string, name: string | null) => void): FolderWatches {
  const watchers = new Map<string, { watcher: FSWatcher; ino: number }>();

  function end(folder: string): void {
    watchers.get(folder)?.watcher.close();
    watchers.delete(folder);
  }

  function start(folder: string): void {
    const ino = statOf(folder)?.ino;
    if (ino === undefined) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => changed(folder, name));
      watcher.on("error", () => end(folder));
      watchers.set(folder, { watcher, ino });
    } catch {
      // It is gone, may not be read, or the system has no watch left: the look every second goes on.
    }
  }

  return {
    set(folders) {
      const wanted = new Set([...folders].slice(0, maxWatches));
      for (const [folder, { ino }] of watchers) {
        // A folder that was deleted and made again is another one, of which its watch knows nothing.
        if (!wanted.has(folder) || statOf(folder)?.ino !== ino) end(folder);
      }
      for (const folder of wanted) if (!watchers.has(folder)) start(folder);
    },
    close() {
      for (const folder of [...watchers.keys()]) end(folder);
    },
  };
}
