import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import { findStores } from "./discover.ts";
import { environmentStores } from "./environment.ts";

/** Where a store is. A candidate was found by looking; the others were named by the user. */
export interface StorePlace {
  uri: string;
  label: string;
  isCandidate: boolean;
}

/** All stores of the workspace by id; one reached by two ways is there once, by the way named first. */
export async function storesOfWorkspace(): Promise<Map<string, StorePlace>> {
  const places = new Map<string, StorePlace>();
  const add = async (place: StorePlace) => {
    const id = createHash("sha256")
      .update(await identityOf(place.uri))
      .digest("hex")
      .slice(0, 10);
    if (!places.has(id)) places.set(id, place);
  };
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const base = folders[0]?.uri.fsPath ?? homedir();
  // In a workspace that is not trusted, VS Code already leaves out what its own settings say.
  for (const named of vscode.workspace.getConfiguration("mlflowLens").get<string[]>("stores", [])) {
    const place = namedPlace(named, base);
    if (place !== undefined) await add(place);
  }
  if (vscode.workspace.isTrusted) {
    for (const { uri } of await environmentStores(folders.map((folder) => folder.uri.fsPath))) {
      const place = namedPlace(uri, base);
      if (place !== undefined) await add(place);
    }
  }
  for (const folder of folders) {
    for (const { kind, path } of await findStores(folder.uri.fsPath)) {
      await add({ uri: kind === "file" ? pathToFileURL(path).href : path, label: labelOf(path), isCandidate: true });
    }
  }
  const projects = await vscode.workspace.findFiles("**/MLproject", "**/{node_modules,.git,site-packages}/**", 100);
  for (const project of projects) {
    if (project.scheme !== "file") continue;
    for (const { kind, path } of await findStores(dirname(project.fsPath), 1)) {
      await add({ uri: kind === "file" ? pathToFileURL(path).href : path, label: labelOf(path), isCandidate: true });
    }
  }
  return places;
}

/** @returns undefined for a server in a workspace that is not trusted: none is contacted there */
function namedPlace(named: string, base: string): StorePlace | undefined {
  const isServer = /^(https?|databricks)\b/i.test(named);
  if (isServer) {
    if (!vscode.workspace.isTrusted) return undefined;
    return { uri: named, label: named.replace(/^https?:\/\//, "").replace(/^[^/@]*@/, ""), isCandidate: false };
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(named) && !isAbsolute(named)) {
    const relativeDatabase = /^sqlite:\/\/\/(?!\/)(.+)$/i.exec(named)?.[1];
    if (relativeDatabase === undefined || isAbsolute(relativeDatabase)) {
      return { uri: named, label: labelOf(pathOf(named)), isCandidate: false };
    }
    named = relativeDatabase;
  }
  const expanded = named.startsWith("~/") ? join(homedir(), named.slice(2)) : named;
  const path = isAbsolute(expanded) ? expanded : join(base, expanded);
  return { uri: path, label: labelOf(path), isCandidate: false };
}

async function identityOf(uri: string): Promise<string> {
  if (/^(https?|databricks)\b/i.test(uri)) return uri.replace(/\/+$/, "").toLowerCase();
  const path = pathOf(uri);
  return realpath(path).catch(() => path);
}

/** The path that a local store's URI names, near enough to compare and to show; opening it reads it exactly. */
export function pathOf(uri: string): string {
  if (/^file:/i.test(uri)) return vscode.Uri.parse(uri).fsPath;
  return uri.replace(/^sqlite:\/\/\/+(?=[a-z]:)/i, "").replace(/^sqlite:\/\/\//i, "");
}

function labelOf(path: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
  if (folder === undefined) return path.startsWith(`${homedir()}/`) ? `~${path.slice(homedir().length)}` : path;
  const inside = relative(folder.uri.fsPath, path).replaceAll("\\", "/");
  const isOnlyFolder = vscode.workspace.workspaceFolders?.length === 1;
  return isOnlyFolder && inside !== "" ? inside : [folder.name, inside].filter(Boolean).join("/");
}
