"""Makes a database, waits for a line, then trains: runs one after the other. python training.py URI RUNS STEPS"""
import sys

import mlflow

uri, runs, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
mlflow.set_tracking_uri(uri)
mlflow.search_experiments()
print("ready", flush=True)
sys.stdin.readline()
for index in range(runs):
    with mlflow.start_run(run_name=f"run {index}") as run:
        print("run", run.info.run_id, flush=True)
        mlflow.log_param("index", index)
        for step in range(steps):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
