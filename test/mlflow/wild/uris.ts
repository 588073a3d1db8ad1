import { id } from "./metas.ts";

/** A form in which stores name the artifacts of a run, and where those that came along lie in the workspace. */
export interface UriForm {
  uri: string;
  /** The folder of the artifacts, relative to the workspace. */
  place: string;
}

const run = id(1);
const tail = `7/${run}/artifacts`;

/** Every form met in public repositories. */
export const uriForms: UriForm[] = [
  `file:///home/ada/flowers/mlruns/${tail}`,
  `file:///Users/ada/flowers/mlruns/${tail}`,
  `file:///mnt/c/flowers/mlruns/${tail}`,
  `file:///workspaces/flowers/mlruns/${tail}`,
  `file:///C:/Users/ada/flowers/mlruns/${tail}`,
  `file:///c:/Users/ada/flowers/mlruns/${tail}`,
  `file:C:/Users/ada/flowers/mlruns/${tail}`,
  `C:\\Users\\ada\\flowers\\mlruns\\7\\${run}\\artifacts`,
  `/home/ada/flowers/mlruns/${tail}`,
  `./mlruns/${tail}`,
  `../mlruns/${tail}`,
  `file:./mlruns/${tail}`,
  `file:mlruns/${tail}`,
  `mlruns/${tail}`,
  `file:///home/ada/my%20flowers/mlruns/${tail}`,
  `file:///home/ada/my flowers/mlruns/${tail}`,
  `/home/ada/my flowers/mlruns/${tail}`,
  `file:///home/ada/renamed/stores/model/${tail}`,
].map((uri) => ({ uri, place: `mlruns/${tail}` }));

/** Without the server that handed them out. */
export const proxiedForms: UriForm[] = [
  { uri: `mlflow-artifacts:/${tail}`, place: `mlartifacts/${tail}` },
  { uri: `mlflow-artifacts://127.0.0.1:5000/${tail}`, place: `mlartifacts/${tail}` },
];

/** Of experiments that were deleted after their runs were made. */
export const trashedForms: UriForm[] = [
  { uri: `file:///home/ada/flowers/mlruns/${tail}`, place: `mlruns/.trash/${tail}` },
  { uri: `./mlruns/${tail}`, place: `mlruns/.trash/${tail}` },
];
