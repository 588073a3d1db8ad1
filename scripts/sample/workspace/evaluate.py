"""Checks a logged model against a file of flowers, and fails below a threshold.

    python evaluate.py --model models:/iris-forest/2 --data flowers.csv --threshold 0.9
"""

import argparse
import sys

import mlflow
import mlflow.pyfunc
import pandas as pd
from sklearn.metrics import accuracy_score


def evaluate(model: str, data: str, threshold: float) -> bool:
    flowers = pd.read_csv(data)
    with mlflow.start_run(run_name="evaluate"):
        mlflow.log_param("model", model)
        predicted = mlflow.pyfunc.load_model(model).predict(flowers.drop(columns="target"))
        accuracy = float(accuracy_score(flowers["target"], predicted))
        mlflow.log_metrics({"accuracy": accuracy, "threshold": threshold})
        mlflow.set_tag("data", data)
    return accuracy >= threshold


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", default="flowers.csv")
    parser.add_argument("--threshold", type=float, default=0.9)
    options = parser.parse_args()
    if not evaluate(options.model, options.data, options.threshold):
        sys.exit(f"The accuracy is below {options.threshold}.")
