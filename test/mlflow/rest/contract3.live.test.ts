import { fixtures } from "../../fixtures.ts";
import { contractThroughServers } from "./served.ts";

contractThroughServers(
  fixtures().filter(({ major }) => major === "3"),
  "3.17",
);
