import assert from "node:assert/strict";
import { test } from "node:test";
import { serverPath } from "../../../../src/mlflow/rest/artifacts/serverPath.ts";

test("a server takes what looks encoded for what it stands for, as often as it does", () => {
  assert.equal(serverPath("a%20b"), "a b");
  assert.equal(serverPath("a%2520b"), "a b");
  assert.equal(serverPath("gr%c3%b6%C3%9Fe%23"), "größe#");
  assert.equal(serverPath("a%c3"), "a\uFFFD");
  assert.equal(serverPath("a%0ab"), "ab");
  assert.equal(serverPath("%20a"), "a");
});

test("names of logged images, a lone % and control characters as MLflow writes them are reached", () => {
  for (const path of [
    "images/sample%step%0%timestamp%1795454866322%s16b30af-74f3%compressed.webp",
    "100%/a%b c",
    "a%17b%7f",
    "größe/図.png",
  ]) {
    assert.equal(serverPath(path), path);
  }
  assert.equal(serverPath("a%1Fb"), "a%1fb");
});
