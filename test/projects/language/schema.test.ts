import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";

test("the schema of an MLproject explains and refuses nothing: what is wrong is told once, in MLflow's words", () => {
  const file = resolve(import.meta.dirname, "../../../media/mlproject.schema.json");
  const explaining = new Set(["$schema", "title", "description", "default", "examples"]);
  const visit = (schema: Record<string, unknown>, path: string): void => {
    for (const [keyword, value] of Object.entries(schema)) {
      if (explaining.has(keyword)) continue;
      if (keyword === "properties") {
        const properties = value as Record<string, Record<string, unknown>>;
        for (const [name, each] of Object.entries(properties)) visit(each, `${path}.${name}`);
      } else if (keyword === "additionalProperties" && typeof value === "object" && value !== null) {
        visit(value as Record<string, unknown>, `${path}.*`);
      } else assert.fail(`${path}: ${keyword}`);
    }
  };
  visit(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>, "");
});
