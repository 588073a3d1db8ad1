"""The file store of the sample, and what all of its runs have in common."""

import os
import subprocess
import sys
from pathlib import Path

import mlflow
import sitecustomize
from mlflow.tracking import MlflowClient

from .calendar import at

WORKSPACE = Path.cwd()
FILE_STORE = f"file://{WORKSPACE}/mlruns"
USER = os.environ["USER"]


def file_client():
    mlflow.set_tracking_uri(FILE_STORE)
    return MlflowClient()


def source_tags(script, commit):
    """The tags that MLflow's fluent functions give a run of a script in a repository."""
    return {
        "mlflow.source.name": script,
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": commit,
        "mlflow.user": USER,
    }


def run_python(when, experiment, *arguments):
    """Runs a Python program at a time of the sample's, logging to an experiment of its file store."""
    sitecustomize.go_to(at(when))
    environment = {
        "SAMPLE_SEED": when,
        "SAMPLE_LOOK_MS": "30",
        "MLFLOW_TRACKING_URI": FILE_STORE,
        "MLFLOW_EXPERIMENT_ID": experiment,
    }
    subprocess.run([sys.executable, *arguments], check=True, env={**os.environ, **environment})


def run_project(when, experiment, entry_point, parameters):
    """The same for an entry point of the workspace's MLproject, by `mlflow run`."""
    options = [text for key, value in parameters.items() for text in ("-P", f"{key}={value}")]
    run_python(when, experiment, "-m", "mlflow", "run", ".", "-e", entry_point, "--env-manager", "local", *options)
