import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { appendToUri, parseArtifactUri } from "../../artifacts/uri.ts";
import { sql } from "../../search/sqlText.ts";
import { type Database } from "../database.ts";
import { type MlflowMajor } from "../../validation.ts";

/**
 * Where a new experiment's artifacts go. MLflow knows its artifact root from its command line; here the experiments that
 * lie below one tell it. Where that folder is not on this machine (a store that was moved), it is `mlruns` beside the
 * database, which is what MLflow takes when it is started there.
 */
export function defaultArtifactLocation(
  database: Database,
  databasePath: string,
  experimentId: bigint,
  major: MlflowMajor,
): string {
  const [known] =
    database.row<[string]>(sql`
      SELECT substr(artifact_location, 1, length(artifact_location) - length(experiment_id) - 1) FROM experiments
      WHERE artifact_location LIKE '_%/' || experiment_id ORDER BY experiment_id DESC LIMIT 1`) ?? [];
  const root = known !== undefined && isReachable(known) ? known : rootBeside(databasePath, major);
  return appendToUri(root, String(experimentId));
}

/** A given location as MLflow stores it: from version 2 on a relative path is made absolute, here against the database's folder. */
export function storedArtifactLocation(location: string, databasePath: string, major: MlflowMajor): string {
  const named = parseArtifactUri(location);
  if (major === 1 || named.kind !== "path" || named.isAbsolute) return location;
  return localUri(resolve(dirname(databasePath), location.replace(/^file:/i, "")), location);
}

function isReachable(root: string): boolean {
  const named = parseArtifactUri(root);
  if (named.kind === "network") return false;
  if (named.kind !== "path" || !named.isAbsolute) return true;
  const drive = process.platform === "win32" ? (named.drive ?? "") : "";
  return (named.drive === undefined || drive !== "") && named.spellings.some((path) => existsSync(drive + path));
}

function rootBeside(databasePath: string, major: MlflowMajor): string {
  return major === 1 ? "./mlruns" : localUri(join(dirname(databasePath), "mlruns"), "");
}

/** MLflow writes plain paths, but URIs on Windows and where a URI was given. */
function localUri(path: string, given: string): string {
  return process.platform === "win32" || /^file:/i.test(given) ? pathToFileURL(path).href : path;
}
