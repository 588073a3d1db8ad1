"""A training that logs as fast as it can with the real MLflow, while somebody else writes to its database.

    python training.py TRACKING_URI STEPS

Prints the run's id, then logs, then prints "done". Any error ends it with a code other than 0.
"""
import sys
import warnings

warnings.filterwarnings("ignore")

import mlflow  # noqa: E402

uri, steps = sys.argv[1], int(sys.argv[2])
mlflow.set_tracking_uri(uri)
with mlflow.start_run(run_name="training") as run:
    print(run.info.run_id, flush=True)
    for step in range(steps):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
        if step % 10 == 0:
            mlflow.log_param(f"param {step}", step)
            mlflow.set_tag(f"theirs {step}", step)
            with mlflow.start_run(run_name=f"child {step}", nested=True):
                mlflow.log_metrics({"a": 1, "b": 2})
print("done", flush=True)
