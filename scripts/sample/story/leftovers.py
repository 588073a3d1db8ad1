"""What people throw away: an experiment in the trash."""

import sitecustomize

from .calendar import at
from .store import file_client, source_tags


def make(commit):
    client = file_client()
    sitecustomize.go_to(at("2026-11-12 17:00"))
    experiment = client.create_experiment("scratch")
    run = client.create_run(experiment, run_name="first try", tags=source_tags("train.py", commit)).info.run_id
    client.log_param(run, "n_estimators", 1)
    client.log_metric(run, "accuracy", 0.7)
    client.log_text(run, "Forget this one.\n", "notes.txt")
    sitecustomize.advance(3)
    client.set_terminated(run)
    sitecustomize.advance(600)
    client.delete_experiment(experiment)
