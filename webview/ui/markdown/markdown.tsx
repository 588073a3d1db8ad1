import { useMemo } from "preact/hooks";
import { markdownHtml } from "./markdownHtml.ts";
import "./markdown.css";

/**
 * A note as Markdown. What it holds is a stranger's: HTML is shown as text, links that are no web addresses go nowhere,
 * and pictures are links, so that nothing is loaded unasked.
 */
export function Markdown(props: { text: string }) {
  const html = useMemo(() => markdownHtml(props.text), [props.text]);
  return <div class="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
