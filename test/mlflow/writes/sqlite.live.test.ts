import { fixtures } from "../../fixtures.ts";
import { differential } from "./differential.ts";

const versions = { "1": "1.30", "2": "2.22", "3": "3.17" } as const;

// A database is written as the MLflow of its schema writes it.
for (const fixture of fixtures("sqlite").filter(({ name }) => !name.startsWith("shared"))) {
  differential(fixture, versions[fixture.major as keyof typeof versions]);
}
