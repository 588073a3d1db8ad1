import type { ImageSeries } from "../../protocol/run.ts";

/** `mlflow.log_image` with a key writes each picture twice, whole and small, under such names (2.x with `%`, 3.x with `+`). */
const imageName = /^(.*)([%+])step\2(-?\d+)\2timestamp\2(\d+)\2[\w-]+?(\2compressed)?\.(png|webp)$/s;

/**
 * The pictures that `mlflow.log_image(key=…, step=…)` logged (`mlflow/tracking/client.py`), by key and ascending step.
 *
 * @param paths of the files in the run's folder `images`
 */
export function loggedImages(paths: readonly string[]): ImageSeries[] {
  const series = new Map<string, ImageSeries["images"]>();
  for (const path of paths) {
    const [, encoded, , step, timestamp, small] = imageName.exec(path.slice(path.lastIndexOf("/") + 1)) ?? [];
    if (encoded === undefined || small !== undefined) continue;
    // A slash of the key is written as "#".
    const key = encoded.replaceAll("#", "/");
    const images = series.get(key) ?? [];
    series.set(key, images);
    images.push({ path, step: Number(step), timestamp: Number(timestamp) });
  }
  const collator = new Intl.Collator(undefined, { numeric: true });
  return [...series]
    .sort(([a], [b]) => collator.compare(a, b))
    .map(([key, images]) => ({
      key,
      images: images.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp),
    }));
}
