"""`mlflow run` that tells, on file descriptor 3, which run it makes:  run_project.py ARGUMENTS OF mlflow run

One line of JSON, as soon as the run is there. Nothing else differs from `mlflow run`.
"""

import json
import os
import sys

# The run that a terminal or another launcher has in mind is not this one.
for name in ("MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_ID", "MLFLOW_EXPERIMENT_NAME"):
    os.environ.pop(name, None)

from mlflow.tracking import MlflowClient  # noqa: E402

create_run = MlflowClient.create_run
more_tags = json.loads(os.environ.pop("MLFLOW_LENS_RUN_TAGS", "{}"))


def create_and_tell(self, *args, **kwargs):
    if more_tags:
        kwargs["tags"] = {**(kwargs.get("tags") or {}), **more_tags}
    run = create_run(self, *args, **kwargs)
    MlflowClient.create_run = create_run
    told = json.dumps({"runId": run.info.run_id, "experimentId": run.info.experiment_id})
    with os.fdopen(3, "w", encoding="utf-8") as pipe:
        pipe.write(told + "\n")
    return run


MlflowClient.create_run = create_and_tell

from mlflow.cli import cli  # noqa: E402

# Given as a list, click takes the arguments as they are: from sys.argv it would expand `*` and `~` on Windows.
cli(args=["run", *sys.argv[1:]], prog_name="mlflow")
