/** MLprojects with an entry point that is launched: what ours says of each is compared with the real MLflow. */
export interface ProjectCase {
  title: string;
  text: string;
  entryPoint?: string;
  values?: Record<string, string>;
}

const main = (parameters: string, command = "echo {x}") =>
  `entry_points:\n  main:\n    parameters:\n${parameters.replace(/^/gm, "      ")}\n    command: '${command}'\n`;

/** Commands that MLflow makes. */
export const commands: ProjectCase[] = [
  { title: "a default", text: main("x: {type: int, default: 10}") },
  { title: "a value instead of it", text: main("x: {type: int, default: 10}"), values: { x: "20" } },
  { title: "an empty default", text: main('x: {default: ""}') },
  { title: "an empty value", text: main("x: string"), values: { x: "" } },
  ...[
    ..."1e-3 1.0e-3 1.e+5 0.1 .5 1. 10 007 0x1F 0b101 1_000 12:30 1:2.5 +5 -0 -0.0 1e5 0o7 .inf -.INF .NaN".split(" "),
    ..."true yes ON no off y n TRUE truE".split(" "),
    ...["2020-01-02", "2020-1-2", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43", "2001-12-14 21:59:43.5Z"],
    ...[
      "123456789012345678901234567890",
      "1e400",
      "100000000000000000.0",
      "0.00001",
      "[1, a, 'b c', null]",
      "{a: 1.0}",
    ],
    ...["plain text", "'quoted'", "~/x", "a:b", "!!str 5", '"a\\tb"', "é", "'=': x".replace(": x", "")],
  ].map((yaml) => ({ title: `the default ${yaml}`, text: main(`x: {default: ${yaml}}`) })),
  ...[
    ...[
      "a b",
      "it's",
      "$(touch x)",
      "`id`",
      'say "hi"',
      "a\nb",
      "a\\b",
      "-x",
      "*",
      "a;b",
      "ü",
      "日本",
      "#",
      "a=b",
      "~",
    ],
    ...["%PATH%", "!", "\t", " lead", "{x}", "{{x}}", "'", "''", "\\'"],
  ].map((value) => ({ title: `the value ${JSON.stringify(value)}`, text: main("x: string"), values: { x: value } })),
  { title: "further parameters", text: main("x: {default: 1}"), values: { more: "a b", "and-more": "$HOME" } },
  { title: "a key that is a number", text: main("1: {default: a}\nx: {default: b}") },
  { title: "braces", text: main("x: {default: 1}", "echo {{x}} {x} {{{x}}}") },
  { title: "a conversion", text: main("x: {default: ab}", "echo {x!s}") },
  { title: "a layout", text: main("x: {default: ab}", "echo {x:>6}|{x:*^7}|{x:<4}|{x:.1}|{x:06}") },
  { title: "the same parameter twice", text: main("x: {default: 1}\nx: {default: 2}") },
  {
    title: "an anchor",
    text: `entry_points:\n  one: &one\n    parameters: {x: {default: 3}}\n    command: echo {x}\n  main: *one\n`,
  },
  {
    title: "a merge key",
    text: `base: &base {type: float, default: 0.5}\nentry_points:\n  main:\n    parameters:\n      x: {<<: *base, default: 0.7}\n    command: echo {x}\n`,
  },
  { title: "a folded command", text: "entry_points:\n  main:\n    command: >-\n      echo a\n      b\n" },
  { title: "a literal command", text: "entry_points:\n  main:\n    command: |\n      echo a\n      echo b\n" },
  { title: "a path", text: main("x: {type: path, default: there.csv}") },
  { title: "a path in a folder with a blank", text: main("x: path"), values: { x: "a folder/../there.csv" } },
  { title: "a URI", text: main("x: uri"), values: { x: "models:/iris/2" } },
  { title: "a script", text: "name: x\n", entryPoint: "train it.py", values: { lr: "0.1" } },
  { title: "a script for R", text: "name: x\n", entryPoint: "train.R" },
  { title: "a docker environment", text: `docker_env: {image: python}\n${main("x: {default: 1}")}` },
  { title: "conda", text: `conda_env: conda.yaml\n${main("x: {default: 1}")}` },
  { title: "python_env", text: `python_env: python_env.yaml\n${main("x: {default: 1}")}` },
];

/** What MLflow refuses, in words of its own. */
export const refusals: ProjectCase[] = [
  { title: "a missing parameter", text: main("x: int") },
  { title: "missing parameters", text: main("x: {default: null}\ny: {type: float, default: ~}\nz: {default: 1}") },
  { title: "a file that is not there", text: main("x: {type: path, default: gone.csv}") },
  { title: "what is no URI", text: main("x: uri"), values: { x: "notauri" } },
  { title: "an entry point that is not there", text: main("x: {default: 1}"), entryPoint: "other" },
  { title: "a name that is only an ending", text: main("x: {default: 1}"), entryPoint: ".py" },
  { title: "two environments", text: `python_env: a\nconda_env: b\n${main("x: {default: 1}")}` },
  { title: "an environment file that is not there", text: `python_env: gone.yaml\n${main("x: {default: 1}")}` },
  { title: "a conda file that is not there", text: `conda_env: gone.yaml\n${main("x: {default: 1}")}` },
  { title: "docker without an image", text: `docker_env: {volumes: [a]}\n${main("x: {default: 1}")}` },
  { title: "docker volumes", text: `docker_env: {image: i, volumes: [1]}\n${main("x: {default: 1}")}` },
  { title: "docker variables", text: `docker_env: {image: i, environment: [5]}\n${main("x: {default: 1}")}` },
  { title: "a Spark job without anything", text: "databricks_spark_job: {parameters: []}\n" },
  { title: "a Spark job with both", text: `databricks_spark_job: {python_file: a.py}\n${main("x: {default: 1}")}` },
  { title: "a Spark job with a path", text: `databricks_spark_job: {}\n${main("x: path")}` },
  { title: "a Spark job with Docker", text: `databricks_spark_job: {}\ndocker_env: {image: i}\n${main("x: int")}` },
];

/** On what MLflow stops with an error of Python's: ours says it in its own words. */
export const crashes: ProjectCase[] = [
  { title: "an empty file", text: "" },
  { title: "a list", text: "- a\n" },
  { title: "entry points that are a list", text: "entry_points: [a]\n" },
  { title: "entry points that are nothing", text: "entry_points:\n" },
  { title: "an entry point that is a command", text: "entry_points:\n  main: echo\n" },
  { title: "parameters that are nothing", text: "entry_points:\n  main:\n    parameters:\n    command: echo\n" },
  { title: "a parameter that is nothing", text: main("x:") },
  { title: "a parameter that is a number", text: main("x: 5") },
  { title: "no command", text: "entry_points:\n  main:\n    parameters: {x: {default: 1}}\n" },
  { title: "a command with another name", text: main("x: {default: 1}", "echo {y}") },
  { title: "a command with a number", text: main("x: {default: 1}", "echo {0}") },
  { title: "a command with one brace", text: main("x: {default: 1}", "echo }") },
  { title: "a command with an open brace", text: main("x: {default: 1}", "echo {x") },
  { title: "text that is no YAML", text: "entry_points: {main: [}\n" },
  { title: "a tab", text: "entry_points:\n\tmain: a\n" },
];
