import type { ImageRow } from "../../protocol/compare.ts";

/** Pictures that a browser draws, by their ending. */
const picture = /\.(png|jpe?g|gif|webp|svg|bmp|ico|avif)$/i;
/** `mlflow.log_image(image, key=…, step=…)` names its files so; older ones with `%`. */
const logged = /^images\/(.+)[%+]step[%+](\d+)[%+]timestamp[%+](\d+)[%+][0-9a-f-]+(\+compressed)?\.\w+$/;

/** Pictures as rows: files of the same name, and those logged under a key by their step; first those of several runs. */
export function imageRows(names: readonly (readonly string[] | undefined)[]): ImageRow[] {
  const rows = new Map<string, { row: ImageRow; order: [string, number]; times: number[] }>();
  names.forEach((ofRun, run) => {
    for (const path of ofRun ?? []) {
      if (!picture.test(path)) continue;
      const [, name, stepText, time, compressed] = logged.exec(path) ?? [];
      // Every logged picture has a small twin, made for lists of MLflow's own.
      if (compressed !== undefined) continue;
      const step = stepText === undefined ? undefined : Number(stepText);
      // MLflow writes "/" of a key as "#".
      const key = name?.replaceAll("#", "/") ?? path;
      const id = step === undefined ? path : `${key}\0${step}`;
      let entry = rows.get(id);
      if (entry === undefined) {
        entry = { row: { key, images: names.map(() => null) }, order: [key, step ?? -1], times: [] };
        rows.set(id, entry);
      }
      // A step that was logged twice shows its newest picture.
      const at = Number(time ?? 0);
      if (at < (entry.times[run] ?? 0)) continue;
      entry.times[run] = at;
      entry.row.images[run] = { path, ...(step === undefined ? {} : { step }) };
    }
  });
  const order = new Intl.Collator(undefined, { numeric: true });
  const isAlone = (row: ImageRow) => row.images.filter((image) => image !== null).length < 2;
  return [...rows.values()]
    .sort(
      (a, b) =>
        Number(isAlone(a.row)) - Number(isAlone(b.row)) ||
        order.compare(a.order[0], b.order[0]) ||
        a.order[1] - b.order[1],
    )
    .map(({ row }) => row);
}

export function isPicture(path: string): boolean {
  return picture.test(path);
}
