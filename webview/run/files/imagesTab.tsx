import * as l10n from "@vscode/l10n";
import type { ImageSeries } from "../../../src/protocol/run.ts";
import { Slider } from "../../ui/controls.tsx";
import { useInView, useKept } from "../../ui/hooks.ts";
import { Age, countText, Key } from "../../ui/values.tsx";
import { Picture } from "./picture.tsx";

/** Pictures logged by step: each under its name, with a slider through its steps. */
export function ImagesTab(props: { images: readonly ImageSeries[] }) {
  return (
    <div class="images">
      {props.images.map((series) => (
        <ImageCard key={series.key} series={series} />
      ))}
    </div>
  );
}

function ImageCard(props: { series: ImageSeries }) {
  const { key, images } = props.series;
  const [card, isInView] = useInView<HTMLDivElement>();
  const steps = [...new Set(images.map(({ step }) => step))];
  // The newest is in sight, also while newer ones come, until the user goes to another.
  const [kept, setKept] = useKept<number | undefined>(`image.${key}`, undefined);
  const place = Math.max(0, kept === undefined ? steps.length - 1 : steps.indexOf(kept));
  const step = steps[place] ?? 0;
  const shown = images.filter((image) => image.step === step);
  return (
    <div ref={card} class="image-card">
      <div class="chart-head">
        <h2>
          <Key name={key} />
        </h2>
        <span class="dim">
          <Age time={shown[0]?.timestamp} />
        </span>
      </div>
      {isInView &&
        shown.map(({ path }) => (
          <Picture key={shown.length > 1 ? path : key} path={path} label={l10n.t("{0} at step {1}", key, step)} />
        ))}
      {steps.length > 1 ? (
        <Slider
          label={l10n.t("Step")}
          value={place}
          max={steps.length - 1}
          step={1}
          valueText={countText(step)}
          onInput={(next) => setKept(next === steps.length - 1 ? undefined : steps[next])}
        />
      ) : (
        <p class="dim">{l10n.t("Step {0}", countText(step))}</p>
      )}
    </div>
  );
}
