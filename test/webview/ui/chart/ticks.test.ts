import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { axisTicks } from "../../../../webview/ui/chart/ticks.ts";

describe("the ticks of an x axis", () => {
  test("are on round steps, also in a part of the axis", () => {
    assert.deepEqual(axisTicks("step", 0, 599, 6), { step: 100, ticks: [0, 100, 200, 300, 400, 500] });
    assert.deepEqual(axisTicks("step", 304_720.5, 552_948.1, 5), {
      step: 50_000,
      ticks: [350_000, 400_000, 450_000, 500_000, 550_000],
    });
  });

  test("are never between two steps", () => {
    assert.deepEqual(axisTicks("step", 0.2, 3.1, 10).ticks, [1, 2, 3]);
    assert.deepEqual(axisTicks("step", 7, 7, 5).ticks, [7]);
  });

  test("are on whole minutes of a duration", () => {
    assert.deepEqual(axisTicks("relative", 0, 340_000, 4), { step: 120_000, ticks: [0, 120_000, 240_000] });
  });

  test("are on the user's midnights", () => {
    const { ticks } = axisTicks("wall", Date.UTC(2026, 0, 5, 13), Date.UTC(2026, 0, 8, 13), 3);
    assert.deepEqual(
      ticks.map((tick) => [new Date(tick).getHours(), new Date(tick).getMinutes()]),
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    );
  });
});
