"""The experiment `support-bot` in mlflow.db: prompts with versions, and traces with tokens, cost, sessions and assessments."""

import sqlite3
import sys
from pathlib import Path

import mlflow
import sitecustomize
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

from . import conversations, prompts
from .calendar import at
from .store import WORKSPACE

DATABASE = WORKSPACE / "mlflow.db"
NOTE = "# Support bot\n\nAnswers questions about the herbarium's web form, from its manual."


def make():
    sitecustomize.go_to(at("2026-11-13 09:00"))
    # MLflow would keep the artifacts of a database in mlruns/, which is a store of its own here.
    SqlAlchemyStore(f"sqlite:///{DATABASE}", f"file://{WORKSPACE}/mlartifacts")
    mlflow.set_tracking_uri(f"sqlite:///{DATABASE}")
    client = mlflow.MlflowClient()
    experiment = client.create_experiment(
        "support-bot",
        artifact_location=f"file://{WORKSPACE}/mlartifacts/support-bot",
        tags={"team": "herbarium", "mlflow.note.content": NOTE},
    )
    mlflow.set_experiment(experiment_id=experiment)
    # What MLflow notes as the source: not where this repository lies.
    sys.argv[0] = "support_bot.py"
    prompts.make()
    conversations.make(client)
    compact()


def compact():
    database = sqlite3.connect(DATABASE)
    # The traces that failed say where: not in which folders of this machine.
    for folder, told in ((Path(__file__).parent, "/home/ada/support-bot"), (Path(sys.prefix), "/home/ada/.venv")):
        database.execute("UPDATE spans SET content = replace(content, ?, ?)", (str(folder), told))
    database.commit()
    database.execute("VACUUM")
    database.close()
