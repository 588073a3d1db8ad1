import * as l10n from "@vscode/l10n";
import type { Mark } from "../../src/protocol/compare.ts";

/** How a cell stands to the baseline's, for the eye. */
export const markSign: Record<Mark, string> = {
  same: "=",
  different: "≠",
  added: "+",
  removed: "−",
  up: "↑",
  down: "↓",
  unread: "≈",
};

/** The same in words, on hover and for a screen reader. */
export function markName(mark: Mark): string {
  switch (mark) {
    case "same":
      return l10n.t("as in the baseline");
    case "different":
      return l10n.t("differs from the baseline");
    case "added":
      return l10n.t("not in the baseline");
    case "removed":
      return l10n.t("only in the baseline");
    case "up":
      return l10n.t("newer than in the baseline");
    case "down":
      return l10n.t("older than in the baseline");
    case "unread":
      return l10n.t("of the same size as in the baseline, not read");
  }
}
