"""A training that logs, for the live part of the bench.

    python training.py paced URI COUNT MS    a metric every MS milliseconds; prints the time of each commit (ms since 1970)
    python training.py busy URI COUNT RATE   COUNT metrics at RATE a second as far as it gets; prints the seconds it took
"""
import os
import sys
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

from mlflow.tracking import MlflowClient  # noqa: E402

mode, uri, count, pace = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
client = MlflowClient(uri)
experiment = client.get_experiment_by_name("training")
experiment_id = experiment.experiment_id if experiment else client.create_experiment("training")
run = client.create_run(experiment_id)
print(experiment_id, run.info.run_id, flush=True)
sys.stdin.readline()
if mode == "paced":
    for step in range(count):
        time.sleep(pace / 1000)
        client.log_metric(run.info.run_id, "loss", 1 / (1 + step), step=step)
        print(time.time() * 1000, flush=True)
else:
    started = time.perf_counter()
    for step in range(count):
        client.log_metric(run.info.run_id, f"metric_{step % 10}", step, step=step)
        ahead = (step + 1) / pace - (time.perf_counter() - started)
        if ahead > 0:
            time.sleep(ahead)
    print(time.process_time(), time.perf_counter() - started, flush=True)
client.set_terminated(run.info.run_id)
