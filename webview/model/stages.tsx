import * as l10n from "@vscode/l10n";
import type { ModelStage } from "../../src/mlflow/entities.ts";
import { Icon } from "../ui/icon.tsx";

export const stages: readonly ModelStage[] = ["None", "Staging", "Production", "Archived"];

/** A stage in the user's language. */
export function stageName(stage: ModelStage): string {
  switch (stage) {
    case "None":
      return l10n.t({ message: "None", comment: ["The stage of a model version that has none"] });
    case "Staging":
      return l10n.t("Staging");
    case "Production":
      return l10n.t("Production");
    case "Archived":
      return l10n.t("Archived");
  }
}

const icons: Record<ModelStage, string> = {
  Production: "verified-filled",
  Staging: "circle-filled",
  Archived: "archive",
  None: "circle-outline",
};

/** A stage as the tree shows it, and in words. */
export function Stage(props: { stage: ModelStage }) {
  return (
    <span class={`stage stage-${props.stage.toLowerCase()}`}>
      <Icon name={icons[props.stage]} /> <span class="stage-name">{stageName(props.stage)}</span>
    </span>
  );
}

export function Alias(props: { name: string }) {
  return (
    <span class="alias" title={props.name}>
      @{props.name}
    </span>
  );
}

/** `Ada Lovelace <ada@example.org>` by the name; whole on hover. */
export function Person(props: { name: string }) {
  const [short = props.name] = props.name.split(/ *</, 1);
  return <span title={props.name}>{short === "" ? props.name : short}</span>;
}
