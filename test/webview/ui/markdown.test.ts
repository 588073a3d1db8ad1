import assert from "node:assert/strict";
import { test } from "node:test";
import { markdownHtml } from "../../../webview/ui/markdown/markdownHtml.ts";

const cases: [fact: string, markdown: string, html: string][] = [
  ["HTML is text", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
  ["a picture is a link", "![a](https://a.example/a.png)", '<p><a href="https://a.example/a.png">a</a></p>'],
  ["a command is linked nowhere", "[quit](command:workbench.action.quit)", '<p><a href="">quit</a></p>'],
  ["so is a script", "[run](javascript:alert(1))", '<p><a href="">run</a></p>'],
  ["quotes do not end an attribute", '![a" onerror="b](x)', '<p><a href="x">a&quot; onerror=&quot;b</a></p>'],
];

for (const [fact, markdown, html] of cases) test(fact, () => assert.equal(markdownHtml(markdown).trim(), html));

test("boxes of a list say whether they are checked", () => {
  const html = markdownHtml("- [x] sown\n- [ ] watered");
  assert.match(html, /<input aria-label="done" type="checkbox" disabled="" checked="" \/> sown/);
  assert.match(html, /<input aria-label="to do" type="checkbox" disabled="" \/> watered/);
});
