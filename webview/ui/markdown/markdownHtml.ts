import * as l10n from "@vscode/l10n";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** A note longer than this is shown to here; whole in the editor. */
const maxLength = 100_000;

/** Markdown as HTML without scripts, styles, pictures or links but to the web: micromark escapes what it did not make itself. */
export function markdownHtml(text: string): string {
  const html = micromark(text.slice(0, maxLength), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return html
    .replaceAll(/<img src="([^"]*)" alt="([^"]*)"[^>]*>/g, '<a href="$1">$2</a>')
    .replaceAll(/<input type="checkbox" disabled=""( checked="")? \/>/g, (box, checked) => {
      const label = checked === undefined ? l10n.t("to do") : l10n.t("done");
      return box.replace("<input", `<input aria-label="${label}"`);
    });
}
