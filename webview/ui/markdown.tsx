import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { useMemo } from "preact/hooks";
import "./markdown.css";

/** A note longer than this is shown to here; whole in the editor. */
const maxLength = 100_000;

/**
 * A note as Markdown. What it holds is a stranger's: HTML is shown as text, links that are no web addresses go nowhere,
 * and pictures are links, so that nothing is loaded unasked.
 */
export function Markdown(props: { text: string }) {
  const html = useMemo(() => markdownHtml(props.text), [props.text]);
  // micromark escapes everything that it did not make itself.
  return <div class="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Exported for the tests alone: HTML without scripts, styles, pictures or links but to the web. */
export function markdownHtml(text: string): string {
  const html = micromark(text.slice(0, maxLength), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return html.replaceAll(/<img src="([^"]*)" alt="([^"]*)"[^>]*>/g, '<a href="$1">$2</a>');
}
