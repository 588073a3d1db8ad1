"""Tries forests of several depths and sizes: a parent run, a run for each depth, and below it one for each size.

    python sweep.py --depths 1,2,3 --sizes 2,5,10
"""

import argparse

import mlflow
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score


def sweep(depths: str, sizes: str) -> None:
    with mlflow.start_run(run_name="sweep"):
        # `mlflow run` has logged the two before, as they were given.
        mlflow.log_params({"depths": depths, "sizes": sizes, "folds": 5})
        best = max(sweep_depth(depth, numbers(sizes)) for depth in numbers(depths))
        mlflow.log_metric("best_accuracy", best)


def sweep_depth(depth: int, sizes: list) -> float:
    with mlflow.start_run(run_name=f"depth={depth}", nested=True):
        mlflow.log_param("max_depth", depth)
        best = max(score(depth, size) for size in sizes)
        mlflow.log_metric("best_accuracy", best)
    return best


def score(depth: int, size: int) -> float:
    X, y = load_iris(return_X_y=True)
    with mlflow.start_run(run_name=f"depth={depth} trees={size}", nested=True):
        mlflow.log_params({"max_depth": depth, "n_estimators": size})
        forest = RandomForestClassifier(n_estimators=size, max_depth=depth, random_state=7)
        scores = cross_val_score(forest, X, y, cv=5)
        for fold, accuracy in enumerate(scores):
            mlflow.log_metric("fold_accuracy", round(float(accuracy), 4), step=fold)
        mlflow.log_metric("accuracy", round(float(scores.mean()), 4))
        mlflow.log_metric("accuracy_std", round(float(scores.std()), 4))
    return round(float(scores.mean()), 4)


def numbers(text: str) -> list:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--depths", default="1,2,3")
    parser.add_argument("--sizes", default="2,5,10")
    options = parser.parse_args()
    sweep(options.depths, options.sizes)
