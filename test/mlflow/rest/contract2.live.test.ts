import { fixtures } from "../../fixtures.ts";
import { contractThroughServers } from "./served.ts";

contractThroughServers(
  fixtures().filter(({ major }) => major === "2"),
  "2.22",
);
