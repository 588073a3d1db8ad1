// The folder .cache: all that the scripts install, made once and used again without the network.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { step } from "./step.mjs";

/** The root of the repository. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const cache = join(root, ".cache");

/** A short digest of files' contents and of words: what a thing was made from. */
export function fingerprint(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(existsSync(part) ? readFileSync(part) : part).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/**
 * Makes a thing of the cache unless it was made from the same input before.
 * The stamp is written last, so that what was interrupted is made again; of two processes that want it, one waits.
 *
 * @param name the thing's name, such as "python-3.17": its stamp is `.cache/stamps/NAME`
 * @param input the fingerprint of what it is made from
 * @param folder what must be there as well, and is removed before it is made again when `afresh`
 */
export async function madeOnce({ name, title, input, folder, afresh = false }, make) {
  const stamp = join(cache, "stamps", name);
  const isThere = () => existsSync(folder) && existsSync(stamp) && readFileSync(stamp, "utf8") === input;
  if (isThere()) return;
  mkdirSync(dirname(stamp), { recursive: true });
  const unlock = await lock(`${stamp}.lock`, title);
  try {
    if (isThere()) return;
    await step(title, async () => {
      rmSync(stamp, { force: true });
      if (afresh) rmSync(folder, { recursive: true, force: true });
      await make();
      writeFileSync(stamp, input);
    });
  } finally {
    unlock();
  }
}

/** Takes a lock that the death of its owner frees. */
async function lock(file, title) {
  for (let told = false; ; told = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isHeld(file)) rmSync(file, { force: true });
    else {
      if (!told) console.log(`- Waiting for another process: ${title} …`);
      await delay(300);
    }
  }
}

function isHeld(file) {
  try {
    const owner = Number(readFileSync(file, "utf8"));
    // Between its creation and its content the file is empty: whoever makes it is alive.
    if (owner === 0) return Date.now() - statSync(file).mtimeMs < 5_000;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
