"""Runs an entry point of an MLflow project, and writes how its run compares with the version in production.

Needs nothing but mlflow (1.30 or newer). The comparison is Markdown, for the summary of a GitHub Actions job; elsewhere it
is printed. MLFLOW_TRACKING_URI says where the run and the registry are.

    python run_and_compare.py --entry-point main -P n_estimators=10 --model iris-forest
"""

import argparse
import html
import math
import os
import sys

import mlflow
from mlflow.exceptions import ExecutionException
from mlflow.tracking import MlflowClient


def main():
    options = arguments()
    parameters = dict(each.split("=", 1) for each in options.parameters)
    try:
        submitted = mlflow.projects.run(
            options.project,
            entry_point=options.entry_point,
            parameters=parameters,
            experiment_name=options.experiment,
            env_manager=options.env_manager,
        )
    except ExecutionException as error:
        publish(f"## {cell(options.entry_point)} failed\n\n{cell(error)}\n")
        sys.exit(1)
    client = MlflowClient()
    run = client.get_run(submitted.run_id)
    production = version_in_production(client, options.model) if options.model else None
    publish(comparison(options, run, production, production and run_of(client, production)))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--project", default=".")
    parser.add_argument("--entry-point", default="main")
    parser.add_argument("--experiment", default="Default")
    parser.add_argument("--env-manager", default="local")
    parser.add_argument("--model", help="the registered model whose version in production it is compared with")
    parser.add_argument("-P", dest="parameters", action="append", default=[], metavar="NAME=VALUE")
    return parser.parse_args()


def version_in_production(client, name):
    """By its stage; where no version has one, by the alias `production` or `champion`."""
    try:
        model = client.get_registered_model(name)
    except mlflow.exceptions.MlflowException as error:
        print(f"The model {name} could not be read: {error}", file=sys.stderr)
        return None
    for version in model.latest_versions or []:
        if version.current_stage == "Production":
            return version
    aliases = getattr(model, "aliases", None) or {}
    for alias in ("production", "champion"):
        if alias in aliases:
            return client.get_model_version(name, aliases[alias])
    return None


def run_of(client, version):
    """The run that made a version; None where it names none, or one that is gone."""
    try:
        return client.get_run(version.run_id) if version.run_id else None
    except mlflow.exceptions.MlflowException:
        return None


def comparison(options, run, production, base):
    lines = [f"## {cell(options.entry_point)}: {cell(run.info.run_name or run.info.run_id)}", ""]
    if base is not None:
        title = f"{cell(production.name)} v{production.version}, in production"
        lines += [f"Compared with {title}.", ""]
    elif production is not None:
        lines += [f"{cell(production.name)} v{production.version} is in production; its run is not there any more.", ""]
    elif options.model:
        lines += [f"No version of {cell(options.model)} is in production yet.", ""]
    lines += metrics_table(run, base) + params_table(run, base)
    lines.append(f"Run `{run.info.run_id}`, {run.info.status.lower()}.")
    return "\n".join(lines) + "\n"


def metrics_table(run, base):
    own, other = run.data.metrics, base.data.metrics if base else {}
    names = sorted(set(own) | set(other))
    if not names:
        return ["It logged no metrics.", ""]
    if base is None:
        return ["| metric | this run |", "| --- | ---: |", *(f"| {cell(n)} | {number(own[n])} |" for n in names), ""]
    lines = ["| metric | production | this run | difference |", "| --- | ---: | ---: | ---: |"]
    for name in names:
        values = f"{number(other.get(name))} | {number(own.get(name))} | {difference(other.get(name), own.get(name))}"
        lines.append(f"| {cell(name)} | {values} |")
    return [*lines, ""]


def params_table(run, base):
    """Those that differ; without a base there is nothing to differ from."""
    if base is None:
        return []
    own, other = run.data.params, base.data.params
    names = [name for name in sorted(set(own) | set(other)) if own.get(name) != other.get(name)]
    if not names:
        return ["The parameters are the same.", ""]
    rows = (f"| {cell(name)} | {cell(other.get(name, '–'))} | {cell(own.get(name, '–'))} |" for name in names)
    return ["| parameter | production | this run |", "| --- | --- | --- |", *rows, ""]


def number(value):
    return "–" if value is None else f"{value:.4g}"


def difference(before, after):
    if before is None or after is None or not math.isfinite(after - before):
        return ""
    percent = f" ({(after - before) / abs(before):+.1%})" if before else ""
    return "=" if after == before else f"{after - before:+.4g}{percent}"


def cell(text):
    """A text of one line, of which nothing is taken for Markdown or HTML."""
    line = " ".join(str(text).split())[:200]
    return "".join("\\" + char if char in r"\`*_{}[]()#+!|~" else char for char in html.escape(line, quote=False))


def publish(markdown):
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path is None:
        print(markdown)
        return
    with open(path, "a", encoding="utf-8") as file:
        file.write(markdown)


if __name__ == "__main__":
    main()
