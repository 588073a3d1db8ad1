import { fixtures } from "../../fixtures.ts";
import { differential } from "./differential.ts";
import { withoutVersionKeys } from "./versionKeys.ts";

const own = fixtures("file").filter(({ name }) => !name.startsWith("shared"));

for (const fixture of own.filter(({ major }) => major === "3")) differential(fixture, "3.17");
// What ours leave is 3.17's; what 2.22 leaves is the same but for keys that only one of them has.
for (const fixture of own.filter(({ major }) => major === "2")) {
  differential(fixture, "2.22", { ignoreWords: true, common: withoutVersionKeys });
}
