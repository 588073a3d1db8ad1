"""Trains a random forest on the iris flowers and logs all of it to MLflow.

Runs with MLflow 1.30, 2.22 and 3.17:

    python train.py --n-estimators 10 --max-depth 3
    mlflow run . -P n_estimators=10
"""

import argparse
from importlib.metadata import version

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import mlflow
import mlflow.sklearn
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score, f1_score, log_loss
from sklearn.model_selection import train_test_split

MLFLOW_MAJOR = int(mlflow.__version__.split(".")[0])


def train(n_estimators: int, max_depth: int, seed: int) -> None:
    flowers = load_iris(as_frame=True)
    X_train, X_test, y_train, y_test = train_test_split(
        flowers.data, flowers.target, test_size=0.2, random_state=42, stratify=flowers.target
    )
    forest = RandomForestClassifier(n_estimators=n_estimators, max_depth=max_depth, random_state=seed)

    # `mlflow run` has made the run already: its name and id come from there.
    with mlflow.start_run(run_name=f"forest-{n_estimators}"):
        log_data(flowers, len(X_train))
        mlflow.log_params({"n_estimators": n_estimators, "max_depth": max_depth, "seed": seed})
        forest.fit(X_train, y_train)
        predicted = forest.predict(X_test)
        mlflow.log_metrics(
            {
                "accuracy": round(accuracy_score(y_test, predicted), 4),
                "f1_macro": round(f1_score(y_test, predicted, average="macro"), 4),
                "log_loss": round(log_loss(y_test, forest.predict_proba(X_test)), 4),
            }
        )
        log_confusion(flowers.target_names, y_test, predicted)
        log_importances(flowers.feature_names, forest)
        log_forest(forest, X_train)


def log_data(flowers, trained_on: int) -> None:
    if MLFLOW_MAJOR >= 2:
        data = mlflow.data.from_pandas(flowers.frame, name="iris", targets="target")
        mlflow.log_input(data, context="training")
    mlflow.set_tag("data.rows", f"{trained_on} of {len(flowers.data)}")


def log_confusion(names, expected, predicted) -> None:
    figure, axes = plt.subplots(figsize=(3.2, 3), dpi=80, layout="constrained")
    ConfusionMatrixDisplay.from_predictions(
        expected, predicted, display_labels=names, cmap="Blues", colorbar=False, ax=axes
    )
    mlflow.log_figure(figure, "plots/confusion_matrix.png")
    plt.close(figure)


def log_importances(features, forest) -> None:
    ranked = sorted(zip(features, forest.feature_importances_), key=lambda pair: -pair[1])
    rows = "".join(f"{feature},{importance:.4f}\n" for feature, importance in ranked)
    mlflow.log_text(f"feature,importance\n{rows}", "importances.csv")


def log_forest(forest, X) -> None:
    options = {
        "signature": infer_signature(X, forest.predict(X)),
        "input_example": X.head(2),
        "pip_requirements": [f"{name}=={version(name)}" for name in ("mlflow", "scikit-learn", "pandas", "cloudpickle")],
    }
    if MLFLOW_MAJOR >= 3:
        # MLflow 3 names a model instead of placing it, and wants to be told how to store it.
        mlflow.sklearn.log_model(forest, name="model", serialization_format="cloudpickle", **options)
    else:
        mlflow.sklearn.log_model(forest, "model", **options)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n-estimators", type=int, default=10)
    parser.add_argument("--max-depth", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    train(options.n_estimators, options.max_depth, options.seed)
