import assert from "node:assert/strict";
import { test } from "node:test";
import { loggedImages } from "../../../src/run/files/loggedImages.ts";

const id = "a4a57753-6c25-4053-bb22-55cdd94254b1";

test("pictures of MLflow 3 are put together by key, in the order of their steps; the small copies are left out", () => {
  const series = loggedImages([
    `images/daisy+step+100+timestamp+1793871300003+${id}.png`,
    `images/daisy+step+20+timestamp+1793871300001+${id}.png`,
    `images/daisy+step+20+timestamp+1793871300001+${id}+compressed.webp`,
    `images/a#b 2+step+-1+timestamp+5+${id}.png`,
  ]);
  assert.deepEqual(
    series.map(({ key, images }) => [key, images.map(({ step }) => step)]),
    [
      ["a/b 2", [-1]],
      ["daisy", [20, 100]],
    ],
  );
});

test("so are those of MLflow 2", () => {
  const path = `images/daisy%step%3%timestamp%9%${id}.png`;
  assert.deepEqual(loggedImages([path, `images/daisy%step%3%timestamp%9%${id}%compressed.webp`]), [
    { key: "daisy", images: [{ step: 3, timestamp: 9, path }] },
  ]);
});

test("a key may hold what divides the names, and other files are no pictures by step", () => {
  const path = `images/x+step+1+step+2+timestamp+3+${id}.png`;
  assert.deepEqual(
    loggedImages([path, "images/cat.png", "images/notes.txt"]).map(({ key, images }) => [key, images[0]?.step]),
    [["x+step+1", 2]],
  );
});
