import { render, type ComponentChild } from "preact";
import "./page.css";

/** Draws the page. Once a page, after `connectHost`. */
export function startPage(content: ComponentChild): void {
  render(content, document.getElementById("root")!);
}
