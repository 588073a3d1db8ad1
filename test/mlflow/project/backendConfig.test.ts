import assert from "node:assert/strict";
import { test } from "node:test";
import { backendConfigProblem } from "../../../src/mlflow/project/backendConfig.ts";

const files: Record<string, string> = {
  "cluster.json": '{ "spark_version": "15.4.x-scala2.12", "num_workers": 1 }',
  "existing.json": '{ "existing_cluster_id": "1" }',
  "broken.json": "{ spark_version: 1 }",
  "list.json": "[]",
  "empty.json": "{}",
  "kubernetes.json": '{ "kube-job-template-path": "job.yaml", "repository-uri": "example/iris" }',
  "no-template.json": '{ "repository-uri": "example/iris" }',
  "gone-template.json": '{ "kube-job-template-path": "gone.yaml", "repository-uri": "example/iris" }',
  "no-repository.json": '{ "kube-job-template-path": "job.yaml" }',
  "job.yaml": "apiVersion: batch/v1",
};

const cases: [backend: string, config: string | undefined, problem: RegExp | undefined][] = [
  ["local", undefined, undefined],
  ["a-plugin", undefined, undefined],
  ["a-plugin", "broken.json", /^Error when attempting to load and parse JSON cluster spec from file broken\.json/],
  ["databricks", undefined, /^Backend spec must be provided when launching MLflow project runs on Databricks\.$/],
  ["databricks", "cluster.json", undefined],
  ["databricks", '{"num_workers": 1}', undefined],
  ["databricks", "gone.json", /^No such file or directory: 'gone\.json'$/],
  ["databricks", "existing.json", /must provide a \*new cluster\* specification/],
  ["databricks", "{num_workers: 1}", /^Invalid backend config JSON\. Parse error: /],
  ["databricks", "list.json", /no JSON object/],
  ["kubernetes", "", /^Specify 'backend_config' when using kubernetes mode\.$/],
  ["kubernetes", "kubernetes.json", undefined],
  ["kubernetes", "empty.json", /^Backend_config file not found\.$/],
  ["kubernetes", "no-template.json", /^'kube-job-template-path' attribute must be specified in backend_config\.$/],
  ["kubernetes", "gone-template.json", /^Could not find 'kube-job-template-path': gone\.yaml$/],
  ["kubernetes", "no-repository.json", /^Could not find 'repository-uri' in backend_config\.$/],
];

for (const [backend, config, problem] of cases) {
  test(`${backend}: ${config ?? "nothing"}`, () => {
    const found = backendConfigProblem(backend, config, (path) => files[path]);
    if (problem === undefined) assert.equal(found, undefined);
    else assert.match(found ?? "", problem);
  });
}
