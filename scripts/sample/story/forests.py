"""The experiment `iris`: forests trained by the real train.py, as scripts and through `mlflow run`."""

import re
import subprocess
import time

import sitecustomize

from .calendar import at
from .store import WORKSPACE, file_client, run_project, run_python, source_tags

NOTE = """# Iris

Which **random forest** tells the three species apart?

- `accuracy` on 30 flowers that were held back
- data: [UCI iris](https://archive.ics.uci.edu/dataset/53/iris), 150 flowers
"""

#: Name, when, how started, commit (index), options of train.py.
RUNS = [
    ("forest-2", "2026-10-12 09:14", "script", 0, {"n-estimators": 2, "max-depth": 2}),
    ("forest-3", "2026-10-12 09:31", "script", 0, {"n-estimators": 3, "max-depth": 2}),
    ("forest-5", "2026-10-19 15:02", "project", 1, {"n-estimators": 5, "max-depth": 3}),
    ("forest-8", "2026-11-09 10:40", "project", 2, {"n-estimators": 8, "max-depth": 4}),
]


def make(commits):
    """Answers the run ids by name."""
    client = file_client()
    sitecustomize.go_to(at("2026-10-12 09:05"))
    experiment = client.create_experiment("iris", tags={"team": "botany", "mlflow.note.content": NOTE})
    runs = {}
    for name, when, how, commit, options in RUNS:
        check_out(commits[commit])
        train(when, how, experiment, options)
        run = client.search_runs([experiment], max_results=1)[0]
        date_model(experiment, run)
        client.set_tag(run.info.run_id, "mlflow.runName", name)
        client.set_tag(run.info.run_id, "dataset", "iris-150")
        runs[name] = run.info.run_id
    check_out("main")
    note(client, runs["forest-5"])
    add_failed_and_deleted(client, experiment, commits[-1])
    return runs


def check_out(commit):
    subprocess.run(["git", "checkout", "--quiet", commit], check=True)


def train(when, how, experiment, options):
    """Runs train.py as it was checked out, as a script or as the entry point `main`."""
    if how == "project":
        run_project(when, experiment, "main", {key.replace("-", "_"): value for key, value in options.items()})
    else:
        arguments = [text for key, value in options.items() for text in (f"--{key}", str(value))]
        run_python(when, experiment, "train.py", *arguments)


def date_model(experiment, run):
    """MLmodel holds a time that no clock of ours can set: the day on which the sample was made."""
    model = WORKSPACE / "mlruns" / experiment / "models" / run.outputs.model_outputs[0].model_id / "artifacts" / "MLmodel"
    created = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(run.info.end_time / 1000))
    model.write_text(re.sub(r"(?m)^utc_time_created: .*$", f"utc_time_created: '{created}.000000'", model.read_text()))


def note(client, run):
    sitecustomize.go_to(at("2026-10-19 15:20"))
    text = "## Good enough for production?\n\nDepth 3 stops confusing *versicolor* and *virginica*.\nSee `plots/confusion_matrix.png`."
    client.set_tag(run, "mlflow.note.content", text)
    client.set_tag(run, "reviewed_by", "grace")


def add_failed_and_deleted(client, experiment, commit):
    sitecustomize.go_to(at("2026-11-09 11:15"))
    failed = client.create_run(experiment, run_name="forest-0", tags=source_tags("train.py", commit)).info.run_id
    client.log_param(failed, "n_estimators", 0)
    client.log_param(failed, "max_depth", 4)
    error = "ValueError: The 'n_estimators' parameter of RandomForestClassifier must be an int in the range [1, inf). Got 0 instead."
    client.log_text(failed, f"Traceback (most recent call last):\n  File \"train.py\", line 33, in train\n    forest.fit(X_train, y_train)\n{error}\n", "traceback.txt")
    sitecustomize.advance(1.8)
    client.set_terminated(failed, "FAILED")
    sitecustomize.go_to(at("2026-11-09 11:20"))
    deleted = client.create_run(experiment, run_name="typo in the depth", tags=source_tags("train.py", commit)).info.run_id
    client.log_param(deleted, "max_depth", 44)
    client.log_metric(deleted, "accuracy", 0.9)
    sitecustomize.advance(2.5)
    client.set_terminated(deleted)
    client.delete_run(deleted)
