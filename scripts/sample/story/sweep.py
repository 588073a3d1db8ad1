"""The experiment `iris-sweep`: the entry point `sweep`, a parent run with two levels of nested runs."""

import sitecustomize

from .calendar import at
from .store import file_client, run_project


def make():
    client = file_client()
    sitecustomize.go_to(at("2026-11-12 16:00"))
    tags = {"team": "botany", "mlflow.note.content": "Depth against size, five folds each."}
    experiment = client.create_experiment("iris-sweep", tags=tags)
    run_project("2026-11-12 16:02", experiment, "sweep", {"depths": "1,2,3", "sizes": "2,5,10"})
