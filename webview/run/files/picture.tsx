import { useEffect, useState } from "preact/hooks";
import { ErrorMessage } from "../../ui/states.tsx";
import { host } from "../host.ts";

/** A picture among the run's artifacts. */
export function Picture(props: { path: string; label: string }) {
  const { path } = props;
  const [url, setUrl] = useState<string | undefined>(undefined);
  const [error, setError] = useState<Error | undefined>(undefined);
  useEffect(() => {
    let made: string | undefined;
    let isGone = false;
    setError(undefined);
    host.image(path).then(
      (bytes) => {
        if (isGone) return;
        made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: typeOf(path) }));
        setUrl(made);
      },
      (failure: unknown) => isGone || setError(failure as Error),
    );
    return () => {
      isGone = true;
      // What comes next takes its place first: it would flicker.
      if (made !== undefined) setTimeout(() => URL.revokeObjectURL(made!), 1_000);
    };
  }, [path]);
  if (error !== undefined) return <ErrorMessage error={error} />;
  return url === undefined ? <div class="picture" /> : <img class="picture" src={url} alt={props.label} title={path} />;
}

function typeOf(path: string): string {
  return path.endsWith(".webp") ? "image/webp" : "image/png";
}
