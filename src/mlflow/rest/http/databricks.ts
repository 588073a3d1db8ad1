import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { invalidParameter, MlflowError } from "../../errors.ts";
import { basic, bearer } from "./authorization.ts";
import { parseIni } from "./ini.ts";

/**
 * The workspace that a `databricks` URI names, with what it asks for: a named profile of `.databrickscfg`; without a name
 * the environment's `DATABRICKS_HOST`, else the profile of `DATABRICKS_CONFIG_PROFILE`, else `DEFAULT`.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE where there is no such profile, or not enough in it
 */
export function databricksHost(profile: string | undefined): { url: URL; headers: Record<string, string> } {
  const { DATABRICKS_HOST: host, DATABRICKS_TOKEN: token, DATABRICKS_CONFIG_PROFILE: ownProfile } = process.env;
  if (profile === undefined && host && token) return { url: hostUrl(host), headers: { authorization: bearer(token) } };
  const name = profile ?? (ownProfile || "DEFAULT");
  const path = process.env.DATABRICKS_CONFIG_FILE || join(homedir(), ".databrickscfg");
  const section = parseIni(readConfig(path)).get(name);
  const told = section?.get("host");
  if (section === undefined || !told) {
    throw invalidParameter(
      `The profile '${name}' with a host is not in '${path}'. ` +
        "Add it with 'databricks configure', or set DATABRICKS_HOST and DATABRICKS_TOKEN.",
    );
  }
  return { url: hostUrl(told), headers: profileHeaders(name, section) };
}

function profileHeaders(name: string, section: Map<string, string>): Record<string, string> {
  const [token, user, password] = [section.get("token"), section.get("username"), section.get("password")];
  if (token) return { authorization: bearer(token) };
  if (user && password) return { authorization: basic(user, password) };
  throw new MlflowError(
    "UNAUTHENTICATED",
    `The profile '${name}' has neither a token nor a user with a password. Only those ways to sign in are supported: ` +
      "make a personal access token and put it into the profile.",
  );
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // No file holds no profile, and the caller says so.
    return "";
  }
}

/** Only the origin: the path in a copied address (`/?o=123`) is the web page's. */
function hostUrl(host: string): URL {
  const text = host.includes("://") ? host : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw invalidParameter(
      `'${host}' is not the address of a Databricks workspace, as 'https://name.cloud.databricks.com' is.`,
    );
  }
  return new URL(url.origin);
}
