"""Answers what MLflow makes of MLprojects: reads cases as JSON on stdin, writes their answers as JSON."""

import json
import os
import sys

from mlflow.exceptions import ExecutionException, MlflowException
from mlflow.projects import _project_spec


def answer(case):
    with open("MLproject", "w", newline="") as file:
        file.write(case["text"])
    try:
        project = _project_spec.load_project(os.getcwd())
        entry_point = project.get_entry_point(case.get("entryPoint", "main"))
        command = entry_point.compute_command(case.get("values", {}), storage_dir=os.getcwd())
        logged, further = entry_point.compute_parameters(case.get("values", {}), storage_dir=None)
        return {"command": command, "logged": {**logged, **further}}
    except (ExecutionException, MlflowException) as error:
        return {"refusal": str(error)}
    except Exception as error:
        return {"crash": repr(error)}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
