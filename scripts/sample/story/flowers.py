"""The experiment `flower-photos`: networks with curves of hundreds of steps, one that diverged, one killed, one left running."""

import math
import random

import sitecustomize
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param

from . import flower_files
from .calendar import at
from .store import file_client, source_tags

NOTE = """# Flower photos

Five species, 2,400 photos, fine-tuned networks.

| goal | so far |
| --- | --- |
| `val/accuracy` above 0.93 | **0.941** by resnet50-augmented |
| below 40 MB | resnet18 only |
"""

#: Name, when, parameters, steps, how it ended, and the curve: how fast it learns, its best accuracy, how it overfits.
NETWORKS = [
    ("resnet18-baseline", "2026-11-03 14:20", {"architecture": "resnet18", "learning_rate": 0.01, "augment": False}, 300, "FINISHED", (45, 0.86, 0.30)),
    ("resnet18-augmented", "2026-11-04 09:10", {"architecture": "resnet18", "learning_rate": 0.01, "augment": True}, 400, "FINISHED", (60, 0.905, 0.08)),
    ("resnet50-augmented", "2026-11-05 08:55", {"architecture": "resnet50", "learning_rate": 0.005, "augment": True}, 600, "FINISHED", (70, 0.941, 0.05)),
    ("resnet50-hot", "2026-11-06 10:05", {"architecture": "resnet50", "learning_rate": 0.2, "augment": True}, 180, "FAILED", (50, 0.6, 0.2)),
    ("vit-small", "2026-11-10 13:45", {"architecture": "vit_small", "learning_rate": 0.001, "augment": True}, 260, "KILLED", (150, 0.8, 0.1)),
    ("convnext-tiny", "2026-11-19 17:30", {"architecture": "convnext_tiny", "learning_rate": 0.002, "augment": True}, 220, "RUNNING", (80, 0.93, 0.06)),
]

#: Of another repository, on the machine with the graphics cards.
SCRIPT = "/home/ada/flower-photos/train.py"
COMMIT = "5d1f0c9ab34e7726b9719d911017c592f1e2d3c4"
REPOSITORY = "https://github.com/example/flower-photos.git"

BATCH_SECONDS = 4
STEPS_PER_EPOCH = 20


def make():
    client = file_client()
    sitecustomize.go_to(at("2026-11-03 14:00"))
    experiment = client.create_experiment("flower-photos", tags={"team": "vision", "mlflow.note.content": NOTE})
    for name, when, params, steps, end, curve in NETWORKS:
        sitecustomize.go_to(at(when))
        tags = {**source_tags(SCRIPT, COMMIT), "mlflow.source.git.repoURL": REPOSITORY, "gpu": "A10G"}
        run = client.create_run(experiment, run_name=name, tags=tags).info.run_id
        settings = {**params, "batch_size": 32, "epochs": steps // STEPS_PER_EPOCH, "optimizer": "adamw", "seed": 11}
        client.log_batch(run, params=[Param(key, str(value)) for key, value in settings.items()])
        log_data(client, run)
        rng = random.Random(name)
        log_curves(client, run, rng, steps, params["learning_rate"], curve, diverges_at=130 if end == "FAILED" else None)
        log_machine(client, run, rng, steps)
        flower_files.log(client, run, name, rng, end)
        if end != "RUNNING":
            client.set_terminated(run, end)
        if name == "resnet50-augmented":
            client.set_tag(run, "release", "v2")
            client.set_tag(run, "mlflow.note.content", flower_files.REPORT)


def log_data(client, run):
    for context, rows, digest in (("training", 1920, "8f1c02ab"), ("validation", 480, "d40e77c1")):
        client.log_inputs(run, [DatasetInput(photos(context, rows, digest), [InputTag("mlflow.data.context", context)])])


def photos(context, rows, digest):
    return Dataset(
        name=f"flower-photos-{context}",
        digest=digest,
        source_type="http",
        source='{"url": "https://example.com/flower-photos.tar"}',
        schema='{"mlflow_tensorspec": {"features": "[{\\"type\\": \\"tensor\\", \\"tensor-spec\\": {\\"dtype\\": \\"uint8\\", \\"shape\\": [-1, 96, 96, 3]}}]", "targets": null}}',
        profile=f'{{"num_rows": {rows}, "num_elements": {rows * 96 * 96 * 3}}}',
    )


def log_curves(client, run, rng, steps, peak_rate, curve, diverges_at):
    """Loss and accuracy of training at each step and of validation at each epoch, as the clock passes."""
    pace, best, overfit = curve
    for step in range(steps):
        sitecustomize.advance(BATCH_SECONDS)
        learned = 1 - math.exp(-step / pace)
        metrics = {
            "train/loss": 1.6 * (1 - learned) + 0.06 + rng.gauss(0, 0.02),
            "train/accuracy": min(1, 0.2 + (best + overfit / 4 - 0.2) * learned + rng.gauss(0, 0.01)),
            "train/learning_rate": peak_rate * min(1, (step + 1) / 25) * (0.5 + 0.5 * math.cos(math.pi * step / steps)),
        }
        if diverges_at is not None and step >= diverges_at:
            metrics["train/loss"] = math.nan if step > diverges_at + 8 else math.exp(step - diverges_at)
            metrics["train/accuracy"] = 0.2
        if step % STEPS_PER_EPOCH == STEPS_PER_EPOCH - 1:
            metrics.update(validation(rng, learned, step / steps, best, overfit))
            if diverges_at is not None and step >= diverges_at:
                metrics.update({"val/loss": math.inf, "val/accuracy": 0.2})
        now = sitecustomize.now_ms()
        client.log_batch(run, metrics=[Metric(key, rounded(value), now, step) for key, value in metrics.items()])


def validation(rng, learned, done, best, overfit):
    accuracy = 0.2 + (best - 0.2) * learned + rng.gauss(0, 0.004)
    return {
        "val/loss": 1.5 * (1 - learned) + 0.12 + overfit * done**2 + abs(rng.gauss(0, 0.01)),
        "val/accuracy": accuracy,
        "val/f1": accuracy - 0.01 - abs(rng.gauss(0, 0.004)),
    }


def log_machine(client, run, rng, steps):
    """What MLflow's system metrics would have seen, every half minute."""
    start = client.get_run(run).info.start_time
    samples = []
    for step in range(steps * BATCH_SECONDS // 30):
        warm = 1 - math.exp(-step / 3)
        values = {
            "cpu_utilization_percentage": round(35 + rng.gauss(0, 4), 1),
            "system_memory_usage_megabytes": round(6200 + 900 * warm + rng.gauss(0, 20), 1),
            "gpu_0_utilization_percentage": round(min(100, 96 * warm + rng.gauss(0, 2)), 1),
            "gpu_0_memory_usage_megabytes": round(7800 * warm, 1),
        }
        samples += [Metric(f"system/{key}", value, start + 30_000 * step, step) for key, value in values.items()]
    client.log_batch(run, metrics=samples)


def rounded(value):
    return float(f"{value:.4g}")
