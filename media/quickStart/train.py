"""Trains a random forest on the iris flowers. MLflow keeps what went in and what came out.

Run it in the Projects view, from the lens above `main` in MLproject, or as any script: python train.py
"""

import argparse
from importlib.metadata import version

import mlflow
import mlflow.sklearn
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--n-estimators", type=int, default=10)
parser.add_argument("--max-depth", type=int, default=2)
options = parser.parse_args()

X, y = load_iris(return_X_y=True, as_frame=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1, stratify=y)

# Everything within belongs to one run.
with mlflow.start_run():
    # Parameters: what you chose.
    mlflow.log_params({"n_estimators": options.n_estimators, "max_depth": options.max_depth})

    forest = RandomForestClassifier(n_estimators=options.n_estimators, max_depth=options.max_depth, random_state=1)
    forest.fit(X_train, y_train)

    # Metrics: what came of it.
    accuracy = float(accuracy_score(y_test, forest.predict(X_test)))
    mlflow.log_metrics({"accuracy": accuracy, "log_loss": float(log_loss(y_test, forest.predict_proba(X_test)))})

    # The model itself, with the shape of its inputs and outputs, and the packages that it needs.
    contents = {
        "signature": infer_signature(X_train, forest.predict(X_train)),
        "pip_requirements": [f"{name}=={version(name)}" for name in ("mlflow", "scikit-learn", "pandas", "cloudpickle")],
    }
    if int(mlflow.__version__.split(".")[0]) >= 3:
        mlflow.sklearn.log_model(forest, name="model", serialization_format="cloudpickle", **contents)
    else:
        mlflow.sklearn.log_model(forest, "model", **contents)

print(f"accuracy {accuracy:.3f} with {options.n_estimators} trees of depth {options.max_depth}")
