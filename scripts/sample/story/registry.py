"""The registered model `iris-forest`: a version in each of the four stages, with aliases, tags and descriptions."""

import mlflow
import sitecustomize

from .calendar import at
from .store import file_client

DESCRIPTION = """Tells three species of **iris** apart by four lengths.

Trained by `train.py`, checked by `evaluate.py`; served to the herbarium's web form.
"""

#: Of which run, when registered, its description.
VERSIONS = [
    ("forest-2", "2026-10-12 10:00", "A first forest, to have something to serve."),
    ("forest-3", "2026-10-14 08:30", "One more tree: steadier on *virginica*."),
    ("forest-5", "2026-10-20 09:00", "Deeper trees. Waits for the numbers of the **November** flowers."),
    ("forest-8", "2026-11-09 12:00", ""),
]


def make(runs):
    client = file_client()
    sitecustomize.go_to(at("2026-10-12 09:58"))
    client.create_registered_model("iris-forest", tags={"task": "classification", "team": "botany"}, description=DESCRIPTION)
    for number, (run, when, description) in enumerate(VERSIONS, 1):
        sitecustomize.go_to(at(when))
        version = mlflow.register_model(f"runs:/{runs[run]}/model", "iris-forest", tags={"dataset": "iris-150"}).version
        assert version == number
        if description:
            client.update_model_version("iris-forest", version, description)
    promote(client)
    sitecustomize.go_to(at("2026-11-09 13:00"))
    client.create_registered_model("petal-length", tags={"task": "regression"}, description="Planned; nothing trained yet.")


def promote(client):
    sitecustomize.go_to(at("2026-11-09 12:30"))
    move(client, 1, "Archived", validated_by="ada")
    sitecustomize.advance(90)
    move(client, 2, "Production", validated_by="grace", validation="passed")
    sitecustomize.advance(300)
    move(client, 3, "Staging", validated_by="ada", validation="pending")
    client.set_registered_model_alias("iris-forest", "champion", 2)
    client.set_registered_model_alias("iris-forest", "challenger", 3)
    client.set_registered_model_alias("iris-forest", "herbarium", 2)


def move(client, version, stage, **tags):
    client.transition_model_version_stage("iris-forest", version, stage)
    for key, value in tags.items():
        client.set_model_version_tag("iris-forest", version, key, value)
