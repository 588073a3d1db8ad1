/**
 * The path that an MLflow server since 2.0 takes a path for: it decodes until nothing is left to decode, without what
 * Python's `urlparse` drops, and encodes control characters again. The names of logged images (`…%timestamp%1795…`) come through so.
 * Mirrors `validate_path_is_safe` of `mlflow/utils/uri.py`.
 */
export function serverPath(path: string): string {
  let decoded = path;
  for (let before = ""; before !== decoded;) {
    before = decoded;
    decoded = before
      .replace(/(?:%[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll("%", ""), "hex").toString("utf8"))
      .replace(/^[\0- ]+|[\t\n\r]/g, "");
  }
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return decoded.replace(/[\0-\x1f\x7f]/g, (code) => `%${code.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
