/** A write of the interface: its method, its arguments, and a name for what it creates. */
export interface Step {
  call: string;
  /** `$NAME` in a text stands for the id of what an earlier step created, or the fixture has (`fixtureNames`). */
  args: unknown[];
  as?: string;
  /** Only some of MLflow's versions have it, or only some backends do it as MLflow does. */
  only?: { majors?: string; backend?: "file" | "sqlite" };
}

type Only = NonNullable<Step["only"]>;

export function step(call: string, ...args: unknown[]): Step {
  return { call, args };
}

export function creates(as: string, call: string, ...args: unknown[]): Step {
  return { call, args, as };
}

/** The steps, for those versions and backends alone. */
export function only(where: Only, ...steps: Step[]): Step[] {
  return steps.map((given) => {
    const majors = [...(where.majors ?? "123")].filter((major) => (given.only?.majors ?? "123").includes(major));
    return { ...given, only: { ...given.only, ...where, majors: majors.join("") } };
  });
}

/** Steps that MLflow 2 takes otherwise in a file store than MLflow 3, whose writes ours are there. */
export function unlikeFilesOf2(...steps: Step[]): Step[] {
  return [...only({ backend: "sqlite" }, ...steps), ...only({ backend: "file", majors: "3" }, ...steps)];
}

export function isFor({ only: where }: Step, major: string, backend: "file" | "sqlite"): boolean {
  return (where?.majors ?? "123").includes(major) && (where?.backend ?? backend) === backend;
}
