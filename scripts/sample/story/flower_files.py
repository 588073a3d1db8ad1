"""Artifacts of the networks: plots, pictures by step, a table of predictions, and files of every kind that people keep."""

import json
import math
import tempfile
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np

SPECIES = ["daisy", "dandelion", "rose", "sunflower", "tulip"]
COLORS = [(245, 245, 240), (250, 210, 60), (200, 40, 70), (240, 180, 30), (190, 80, 190)]


def log(client, run, name, rng, end):
    if end == "FAILED":
        text = "RuntimeError: the loss of step 139 is not a number\n  learning_rate = 0.2\n"
        client.log_text(run, text, "traceback.txt")
        return
    client.log_dict(run, {"network": name.split("-")[0], "layers": [64, 128, 256, 512], "dropout": 0.1}, "config/network.yaml")
    if end != "FINISHED":
        return
    log_plots(client, run, name, rng)
    log_predictions(client, run, rng)
    if name.startswith("resnet50"):
        log_pictures(client, run)
        log_reports(client, run)


def log_plots(client, run, name, rng):
    right = np.array([[0.9 if row == column else 0.025 for column in range(5)] for row in range(5)])
    counts = np.round(96 * right + np.array([[rng.random() * 3 for _ in SPECIES] for _ in SPECIES])).astype(int)
    figure, axes = plt.subplots(figsize=(3.6, 3.3), dpi=80, layout="constrained")
    axes.imshow(counts, cmap="Greens")
    axes.set_xticks(range(5), SPECIES, rotation=45, ha="right")
    axes.set_yticks(range(5), SPECIES)
    axes.set_title(name, fontsize=9)
    for row in range(5):
        for column in range(5):
            color = "white" if counts[row, column] > 50 else "black"
            axes.text(column, row, counts[row, column], ha="center", va="center", color=color, fontsize=8)
    client.log_figure(run, figure, "plots/confusion_matrix.png")
    plt.close(figure)


def log_predictions(client, run, rng):
    rows = [(f"photos/{number:04}.jpg", rng.choice(SPECIES)) for number in range(16)]
    table = {
        "photo": [photo for photo, _ in rows],
        "expected": [species for _, species in rows],
        "predicted": [species if rng.random() < 0.85 else rng.choice(SPECIES) for _, species in rows],
        "probability": [round(0.5 + rng.random() / 2, 3) for _ in rows],
    }
    client.log_table(run, table, "predictions.json")


def log_pictures(client, run):
    """What the network paints for two species, sharper with each step."""
    for species in (0, 2):
        for step in (0, 100, 200, 300, 400, 500):
            client.log_image(run, flower(species, step / 500), key=f"generated {SPECIES[species]}", step=step)


def flower(species, sharpness, size=48):
    """A flower of few colors, so that its file stays small."""
    picture = np.zeros((size, size, 3), dtype=np.uint8)
    petals = 5 + 2 * species
    for y in range(size):
        for x in range(size):
            dx, dy = x - size / 2 + 0.5, y - size / 2 + 0.5
            radius, angle = math.hypot(dx, dy) / size, math.atan2(dy, dx)
            edge = 0.3 + 0.12 * sharpness * math.cos(petals * angle)
            color = (240, 200, 60) if radius < 0.1 * sharpness else COLORS[species] if radius < edge else (40, 90, 50)
            picture[y, x] = color
    return picture


def log_reports(client, run):
    client.log_text(run, REPORT, "report/report.md")
    client.log_text(run, PAGE, "report/report.html")
    client.log_text(run, "species,photos,accuracy\n" + "".join(f"{s},{96},{0.92 + i / 100:.2f}\n" for i, s in enumerate(SPECIES)), "report/by_species.csv")
    client.log_dict(run, {"accuracy": 0.941, "by_species": {s: round(0.92 + i / 100, 2) for i, s in enumerate(SPECIES)}}, "report/summary.json")
    client.log_text(run, json.dumps(NOTEBOOK, indent=1) + "\n", "report/look.ipynb")
    client.log_text(run, DIFF, "uncommitted.diff")
    client.log_text(run, "torch==2.9.0\ntorchvision==0.24.0\ntimm==1.0.22\nmlflow==3.17.2\n", "requirements.txt")
    client.log_text(run, "Die Blüten wirken überbelichtet – nächstes Mal früher am Tag.\n", "notes/Fotos prüfen.txt")
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder, "head.bin")
        weights.write_bytes(np.linspace(-1, 1, 256, dtype="<f4").tobytes())
        client.log_artifact(run, weights, "weights")


REPORT = """# resnet50-augmented

The first network above **0.93**.

![Confusion matrix](../plots/confusion_matrix.png)

| species | photos | accuracy |
| --- | ---: | ---: |
| daisy | 96 | 0.92 |
| dandelion | 96 | 0.93 |
| rose | 96 | 0.94 |

- [x] augmentation
- [ ] more roses in the evening light
"""

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>resnet50-augmented</title>
<h1>resnet50-augmented</h1>
<p>Accuracy on 480 photos: <strong>0.941</strong>.</p>
</html>
"""

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "a1", "metadata": {}, "source": ["# Where does it fail?\n", "Roses at dusk."]},
        {"cell_type": "code", "id": "b2", "execution_count": 1, "metadata": {}, "source": ["wrong = table[table.expected != table.predicted]\n", "len(wrong)"],
         "outputs": [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": ["3"]}}]},
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}

DIFF = """diff --git a/train.py b/train.py
--- a/train.py
+++ b/train.py
@@ -30,3 +30,3 @@ def train(n_estimators: int, max_depth: int, seed: int) -> None:
         flowers.data, flowers.target, test_size=0.2, random_state=42, stratify=flowers.target
     )
-    forest = RandomForestClassifier(n_estimators=n_estimators, max_depth=max_depth, random_state=seed)
+    forest = RandomForestClassifier(n_estimators=n_estimators, max_depth=max_depth, random_state=seed, n_jobs=2)
"""
