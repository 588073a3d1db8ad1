"""One question to a store by MLflow's own Python client, in a process of its own: the peer that we are compared with.

    python mlflow_client.py QUESTION     (JSON: {"case", "uri", "experimentId", "runId"?}) → JSON {"ms", "cpu", "answer"}

`ms` by the clock and `cpu` of processor time are from making the client to its answer: importing mlflow is left out.
"""
import hashlib
import json
import os
import sys
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import mlflow  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

question = json.loads(sys.argv[1])
case, experiment = question["case"], question["experimentId"]


def first_rows(client):
    return [run.info.run_id for run in client.search_runs([experiment], max_results=100)]


def filter_order(client):
    runs = client.search_runs(
        [experiment],
        "params.optimizer = 'adam' and metrics.metric_0 > 0.5",
        order_by=["metrics.metric_1 DESC"],
        max_results=100,
    )
    return [run.info.run_id for run in runs]


def all_runs(client):
    """Every cell of every run, summed up so that two answers can be compared."""
    ids, cells, token = [], 0, None
    while True:
        page = client.search_runs([experiment], max_results=50_000, page_token=token)
        for run in page:
            ids.append(run.info.run_id)
            cells += len(run.data.params) + len(run.data.tags) + len(run.data.metrics)
        token = page.token
        if not token:
            return [*ids, str(cells)]


def history(client):
    points = client.get_metric_history(question["runId"], "long")
    return [str(len(points)), repr(points[0].value), repr(points[-1].value)]


cases = {"firstRows": first_rows, "filterOrder": filter_order, "allRuns": all_runs, "history": history}


started, cpu_before = time.perf_counter(), time.process_time()
answer = cases[case](MlflowClient(question["uri"]))
ms, cpu = (time.perf_counter() - started) * 1000, (time.process_time() - cpu_before) * 1000
print(json.dumps({"ms": ms, "cpu": cpu, "answer": hashlib.sha256("\n".join(answer).encode()).hexdigest()}))
