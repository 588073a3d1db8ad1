import * as l10n from "@vscode/l10n";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CompareHost, ComparedRun, ImageRow } from "../../src/protocol/compare.ts";
import { IconButton } from "../ui/controls.tsx";
import type { Remote } from "../ui/host.ts";
import { useLoaded } from "../ui/hooks.ts";
import { RunDot } from "../ui/runColor.tsx";

const types: Record<string, string> = {
  svg: "image/svg+xml",
  jpg: "image/jpeg",
  ico: "image/x-icon",
};

/** A run's picture in a cell; a click lays it over the baseline's. */
export function Thumbnail(props: {
  host: Remote<CompareHost>;
  run: number;
  runName: string;
  row: ImageRow;
  onOpen: () => void;
}) {
  const { row, run } = props;
  const path = row.images[run]?.path;
  const { url, error } = usePicture(props.host, run, path);
  if (path === undefined) return <span class="missing">–</span>;
  if (error !== undefined) return <span class="dim">{error.message}</span>;
  const label = l10n.t("{0} of {1}: compare", nameOf(row), props.runName);
  return (
    <button type="button" class="compare-thumbnail" title={label} aria-label={label} onClick={props.onOpen}>
      {url !== undefined && <img src={url} alt="" />}
    </button>
  );
}

/** What a row of images is called: its file, or its key and step. */
export function nameOf({ key, images }: ImageRow): string {
  const step = images.find((image) => image?.step !== undefined)?.step;
  return step === undefined ? key : l10n.t("{0}, step {1}", key, step);
}

/** Two pictures over each other, and a slider that says how much of each is seen. */
export function Swipe(props: {
  host: Remote<CompareHost>;
  runs: readonly ComparedRun[];
  row: ImageRow;
  left: number;
  right: number;
  onClose: () => void;
}) {
  const { host, runs, row, left, right } = props;
  const [place, setPlace] = useState(50);
  const dialog = useRef<HTMLDialogElement>(null);
  const leftPicture = usePicture(host, left, row.images[left]?.path);
  const rightPicture = usePicture(host, right, row.images[right]?.path);
  // A modal dialog keeps the focus inside, and gives it back at its end.
  useEffect(() => dialog.current?.showModal(), []);
  const [leftName, rightName] = [runs[left]?.name ?? "", runs[right]?.name ?? ""];
  const title = nameOf(row);
  return (
    <dialog ref={dialog} class="compare-swipe" aria-label={title} onClose={props.onClose}>
      <header>
        <h2>{title}</h2>
        <IconButton icon="close" label={l10n.t("Close")} onClick={() => dialog.current?.close()} />
      </header>
      <div class="compare-swipe-names">
        <span>
          <RunDot place={runs[left]?.place ?? 0} /> {leftName}
        </span>
        <span>
          {rightName} <RunDot place={runs[right]?.place ?? 0} />
        </span>
      </div>
      <div class="compare-swipe-pictures">
        {leftPicture.url !== undefined && <img src={leftPicture.url} alt={leftName} />}
        {rightPicture.url !== undefined && (
          <img src={rightPicture.url} alt={rightName} style={{ clipPath: `inset(0 0 0 ${place}%)` }} />
        )}
        <div class="compare-swipe-line" style={{ left: `${place}%` }} />
      </div>
      <input
        autofocus
        type="range"
        min={0}
        max={100}
        value={place}
        aria-label={l10n.t("How much of {0} is seen", leftName)}
        aria-valuetext={`${place} %`}
        onInput={(event) => setPlace(event.currentTarget.valueAsNumber)}
      />
    </dialog>
  );
}

/** A picture's address in the page, as long as it is drawn. */
function usePicture(
  host: Remote<CompareHost>,
  run: number,
  path: string | undefined,
): { url: string | undefined; error: Error | undefined } {
  const { value, error } = useLoaded(
    async () => (path === undefined ? undefined : host.image(run, path)),
    [host, run, path],
  );
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (value === undefined || path === undefined) return;
    const ending = path.split(".").at(-1)?.toLowerCase() ?? "";
    const blob = new Blob([value as Uint8Array<ArrayBuffer>], { type: types[ending] ?? `image/${ending}` });
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [value, path]);
  return { url, error };
}
