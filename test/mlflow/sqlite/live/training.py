"""Runs one after the other, each of its params, metrics and end told on a line: python training.py URI RUNS STEPS"""
import sys

import mlflow

uri, runs, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
mlflow.set_tracking_uri(uri)
for index in range(runs):
    with mlflow.start_run(run_name=f"run {index}") as run:
        print("run", run.info.run_id, flush=True)
        mlflow.log_param("index", index)
        for step in range(steps):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
