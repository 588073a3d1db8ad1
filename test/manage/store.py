"""A store as MLflow's client sees it: makes a small one, then answers each line of its input with what is in it.

    python store.py TRACKING_URI
"""

import json
import os
import sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402

client = MlflowClient(sys.argv[1], sys.argv[1])


def make():
    experiment = client.create_experiment("trees", tags={"team": "a"})
    runs = {}
    for name, tags in {
        "parent": {},
        "child": {"mlflow.parentRunId": "parent"},
        "grandchild": {"mlflow.parentRunId": "child"},
        "other": {"team": "b", "mlflow.note.content": "mine"},
        "stale": {},
        "deleted": {},
    }.items():
        tags = {key: runs.get(value, value) for key, value in tags.items()}
        runs[name] = client.create_run(experiment, run_name=name, tags=tags).info.run_id
        if name != "stale":
            client.set_terminated(runs[name])
    started = client.get_run(runs["stale"]).info.start_time
    client.log_metric(runs["stale"], "loss", 0.5, timestamp=started + 5_000)
    client.delete_run(runs["deleted"])
    client.create_registered_model("forest")
    source = client.get_run(runs["child"]).info.artifact_uri + "/model"
    client.create_model_version("forest", source, run_id=runs["child"])
    return {"experimentId": experiment, "runs": runs}


def state():
    experiments = client.search_experiments(view_type=ViewType.ALL)
    runs = client.search_runs([each.experiment_id for each in experiments], run_view_type=ViewType.ALL)
    return {
        "experiments": {
            each.experiment_id: {"name": each.name, "stage": each.lifecycle_stage, "tags": each.tags}
            for each in experiments
            if each.name != "Default"
        },
        "runs": {
            run.info.run_id: {
                "name": run.info.run_name,
                "stage": run.info.lifecycle_stage,
                "status": run.info.status,
                "end": run.info.end_time,
                "tags": run.data.tags,
            }
            for run in runs
        },
    }


def tell(answer):
    print(json.dumps(answer), file=answers, flush=True)


tell(make())
for _ in sys.stdin:
    tell(state())
