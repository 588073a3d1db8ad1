"""A training that logs, for the live part of the bench. It prints the ids of its experiment and run, then obeys lines:

    point        logs one metric; prints the time of its commit, in milliseconds since 1970
    second       a second of a training that logs 1,000 metrics in 20 batches and computes in between, which takes as
                 long each time as it can; prints its milliseconds by the clock and of processor time, its last step,
                 and its last commit

    python training.py URI
"""
import os
import sys
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

from mlflow.entities import Metric  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

BATCHES, BATCH = 20, 50

client = MlflowClient(sys.argv[1])
experiment = client.get_experiment_by_name("training")
experiment_id = experiment.experiment_id if experiment else client.create_experiment("training")
run_id = client.create_run(experiment_id).info.run_id
step = 0


def compute(rounds):
    """What a training does between two batches: here as many rounds of arithmetic as fill the rest of the time."""
    value = 0.0
    for number in range(rounds):
        value += number * 0.5
    return value


def log_batch():
    global step
    step += 1
    now = int(time.time() * 1000)
    client.log_batch(run_id, [Metric(f"metric_{key}", step + key / BATCH, now, step) for key in range(BATCH)])


def rounds_between_batches():
    """So many that a second of training takes a second: found once, so that every second has the same work."""
    log_batch()
    started = time.perf_counter()
    for _ in range(BATCHES):
        log_batch()
    logging = time.perf_counter() - started
    started = time.perf_counter()
    compute(1_000_000)
    return int(max(0.0, 1 - logging) / BATCHES / (time.perf_counter() - started) * 1_000_000)


rounds = rounds_between_batches()
print(experiment_id, run_id, flush=True)
for line in sys.stdin:
    if line == "point\n":
        step += 1
        client.log_metric(run_id, "metric_0", step, step=step)
        print(time.time() * 1000, flush=True)
    else:
        started, before = time.perf_counter(), time.process_time()
        for _ in range(BATCHES):
            compute(rounds)
            log_batch()
        ms, cpu = (time.perf_counter() - started) * 1000, (time.process_time() - before) * 1000
        print(ms, cpu, step, time.time() * 1000, flush=True)
client.set_terminated(run_id)
