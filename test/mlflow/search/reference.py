"""Answers what MLflow's own search makes of filters, orders and entities: one JSON request a line, one JSON answer a line."""

import json
import sys
import tempfile

import sqlalchemy
from mlflow.entities import (
    Dataset,
    DatasetInput,
    Experiment,
    ExperimentTag,
    InputTag,
    LoggedModel,
    LoggedModelParameter,
    LoggedModelStatus,
    LoggedModelTag,
    Metric,
    Param,
    Run,
    RunData,
    RunInfo,
    RunInputs,
    RunTag,
    TraceInfo,
    TraceLocation,
    TraceState,
)
from mlflow.entities.model_registry import ModelVersion, ModelVersionTag, RegisteredModel, RegisteredModelTag
from mlflow.exceptions import MlflowException
from mlflow.prompt.registry_utils import add_prompt_filter_string
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as Registry
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore as Tracking
from mlflow.utils import search_logged_model_utils as logged_models
from mlflow.utils import search_utils as s

UTILS = {
    "runs": s.SearchUtils,
    "experiments": s.SearchExperimentsUtils,
    "registeredModels": s.SearchModelUtils,
    "modelVersions": s.SearchModelVersionUtils,
    "loggedModels": s.SearchLoggedModelsUtils,
    "traces": s.SearchTraceUtils,
}


def answer(function, *args):
    """The answer, MLflow's refusal, or what Python failed with where MLflow does not refuse."""
    try:
        return {"answer": function(*args)}
    except MlflowException as error:
        return {"refusal": error.message, "code": error.error_code}
    except Exception as error:
        return {"failure": f"{type(error).__name__}: {error}"}


def with_prompt_filter(kind, dialect, text):
    if kind == "registeredModels" or (kind == "modelVersions" and dialect == "file"):
        return add_prompt_filter_string(text, is_prompt=False)
    return text


def parse_filter(kind, dialect, text):
    text = with_prompt_filter(kind, dialect, text)
    if kind == "loggedModels" and dialect == "sqlite":
        return [
            {"type": c.entity.type.name.lower(), "key": c.entity.key, "comparator": c.op, "value": c.value}
            for c in logged_models.parse_filter_string(text)
        ]
    utils = UTILS[kind]
    parsed = utils.parse_search_filter_for_search_traces(text) if kind == "traces" else utils.parse_search_filter(text)
    for comparison in parsed:
        comparison["comparator"] = comparison["comparator"].upper()
        if kind in ("runs", "loggedModels"):
            comparison["key"] = s.SearchUtils.translate_key_alias(comparison["key"])
        if comparison["type"] == "metric":
            comparison["value"] = float(comparison["value"])
    return parsed


class SqlStores:
    """Empty databases of MLflow's: what they refuse, they refuse before they look for rows."""

    def __init__(self):
        folder = tempfile.mkdtemp()
        self.tracking = Tracking(f"sqlite:///{folder}/mlflow.db", folder)
        self.registry = Registry(f"sqlite:///{folder}/mlflow.db")

    def search(self, kind, text, order_by):
        text = with_prompt_filter(kind, "sqlite", text)
        if kind == "runs":
            return self.tracking._search_runs(["0"], text, 3, 10, order_by, None)
        if kind == "experiments":
            return self.tracking.search_experiments(3, 10, text, order_by)
        if kind == "registeredModels":
            return self.registry.search_registered_models(text, 10, order_by)
        if kind == "modelVersions":
            return self.registry.search_model_versions(text, 10, order_by)
        if kind == "traces":
            return self.tracking.search_traces(["0"], text, 10, order_by)
        return self.tracking.search_logged_models(["0"], text, None, 10, order_by)


def parse_run_order(clause):
    type_, key, ascending = s.SearchUtils.parse_order_by_for_search_runs(clause)
    if type_ == "dataset":
        # As SearchUtils.sort says of the first run.
        raise MlflowException.invalid_parameter_value("Invalid order_by entity type 'dataset'")
    return type_, s.SearchUtils.translate_key_alias(key), ascending


def parse_order_by(kind, clauses):
    if kind == "runs":
        # SearchUtils.sort goes through them from the last.
        return [parse_run_order(clause) for clause in reversed(clauses)][::-1]
    utils = UTILS[kind]
    utils._get_sort_key(clauses)
    parse = {
        "experiments": "parse_order_by_for_search_experiments",
        "registeredModels": "parse_order_by_for_search_registered_models",
        "modelVersions": "parse_order_by_for_search_model_versions",
        "traces": "parse_order_by_for_search_traces",
    }[kind]
    return [getattr(utils, parse)(c) for c in clauses]


def tags_of(entity, of):
    return [of(key, value) for key, value in entity["tags"].items()]


def make_run(e):
    info = RunInfo(
        run_id=e["run_id"], experiment_id="0", user_id=e["user_id"], status=e["status"], start_time=e["start_time"],
        end_time=e["end_time"], lifecycle_stage="active", artifact_uri=e["artifact_uri"], run_name=e["run_name"],
    )  # fmt: skip
    metrics = [Metric(key, value, 0, 0) for key, value in e["metrics"].items()]
    params = [Param(key, value) for key, value in e["params"].items()]
    inputs = [
        DatasetInput(
            Dataset(d["name"], d["digest"], "local", "{}"),
            [InputTag("mlflow.data.context", d["context"])] if d["context"] is not None else [],
        )
        for d in e["datasets"]
    ]
    return Run(info, RunData(metrics, params, tags_of(e, RunTag)), RunInputs(inputs))


def make_experiment(e):
    return Experiment(
        e["experiment_id"], e["name"], "", "active", tags_of(e, ExperimentTag), e["creation_time"], e["last_update_time"]
    )


def make_registered_model(e):
    return RegisteredModel(
        e["name"], e["creation_timestamp"], e["last_updated_timestamp"], tags=tags_of(e, RegisteredModelTag)
    )


def make_model_version(e):
    return ModelVersion(
        e["name"], e["version_number"], e["creation_timestamp"], e["last_updated_timestamp"], source=e["source_path"],
        run_id=e["run_id"], tags=tags_of(e, ModelVersionTag), current_stage="None",
    )  # fmt: skip


def make_logged_model(e):
    return LoggedModel(
        "0", e["model_id"], e["name"], "", e["creation_timestamp"], e["last_updated_timestamp"],
        model_type=e["model_type"], source_run_id=e["source_run_id"], status=LoggedModelStatus(e["status"]),
        tags=tags_of(e, LoggedModelTag), params=[LoggedModelParameter(k, v) for k, v in e["params"].items()],
        metrics=[Metric(m["key"], m["value"], m["timestamp"], 0) for m in e["metrics"]],
    )  # fmt: skip


def make_trace(e):
    return TraceInfo(
        e["request_id"], TraceLocation.from_experiment_id("0"), e["timestamp_ms"], TraceState(e["status"]),
        execution_duration=e["execution_time_ms"], client_request_id=e["client_request_id"],
        trace_metadata=e["metadata"], tags=e["tags"],
    )  # fmt: skip


MAKE = {
    "runs": make_run,
    "experiments": make_experiment,
    "registeredModels": make_registered_model,
    "modelVersions": make_model_version,
    "loggedModels": make_logged_model,
    "traces": make_trace,
}
DEFAULT_ORDERS = {
    "experiments": ["creation_time DESC", "experiment_id ASC"],
    "modelVersions": ["last_updated_timestamp DESC", "name ASC", "version_number DESC"],
}


def evaluate(kind, made, text, order_by):
    """The places of those that match, in order."""
    utils = UTILS[kind]
    place = {id(entity): index for index, entity in enumerate(made)}
    text = with_prompt_filter(kind, "file", text)
    found = utils.filter_logged_models(made, text) if kind == "loggedModels" else utils.filter(made, text)
    return [place[id(entity)] for entity in utils.sort(found, order_by or DEFAULT_ORDERS.get(kind))]


def main():
    sql_stores = None
    print(json.dumps({"ready": sqlalchemy.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        kind = request["kind"]
        match request["call"]:
            case "parseFilter":
                results = [answer(parse_filter, kind, request["dialect"], text) for text in request["filters"]]
            case "parseOrderBy":
                results = [answer(parse_order_by, kind, clauses) for clauses in request["orders"]]
            case "searchSql":
                sql_stores = sql_stores or SqlStores()
                results = [
                    answer(lambda q: bool(sql_stores.search(kind, q["filter"], q["orderBy"])), query)
                    for query in request["queries"]
                ]
            case "evaluate":
                made = [MAKE[kind](entity) for entity in request["entities"]]
                results = [answer(evaluate, kind, made, q["filter"], q["orderBy"]) for q in request["queries"]]
            case "pageToken":
                results = [answer(s.SearchUtils.parse_start_offset_from_page_token, t) for t in request["tokens"]]
        print(json.dumps(results), flush=True)


main()
