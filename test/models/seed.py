"""Writes a registry as MLflow does: seed.py URI [ARTIFACTS] makes the model churn of three versions, the first in production."""

import sys

from mlflow.tracking import MlflowClient

uri, *artifacts = sys.argv[1:]
client = MlflowClient(uri)
experiment_id = client.create_experiment("churn", artifact_location=artifacts[0] if artifacts else None)
client.create_registered_model("churn", description="Who will leave?")
for accuracy in (0.81, 0.86, 0.84):
    run = client.create_run(experiment_id)
    client.log_metric(run.info.run_id, "accuracy", accuracy)
    client.set_terminated(run.info.run_id)
    client.create_model_version("churn", "s3://bucket/model", run.info.run_id)
client.transition_model_version_stage("churn", "1", "Production")
client.set_registered_model_alias("churn", "champion", "1")
