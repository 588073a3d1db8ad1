"""Says, as JSON, which Python and which mlflow this is. Imports nothing of either: that would take seconds."""

import json
import os
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec


def version_of(*names):
    for name in names:
        try:
            return version(name)
        except PackageNotFoundError:
            pass
    return None


def schema():
    """The revision of the schema that this mlflow wants of a database, and all those that it can upgrade."""
    package = find_spec("mlflow")
    if package is None or package.origin is None:
        return None, []
    folder = os.path.join(os.path.dirname(package.origin), "store", "db_migrations", "versions")
    revisions, replaced = [], set()
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith(".py"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = file.read()
            revisions += re.findall(r"""^revision(?:: str)? = ["'](\w+)["']""", text, re.M)
            replaced.update(re.findall(r"""^down_revision(?:: [^=]*)? = ["'](\w+)["']""", text, re.M))
    heads = [revision for revision in revisions if revision not in replaced]
    return (heads[0] if len(heads) == 1 else None), revisions


mlflow = version_of("mlflow", "mlflow-skinny") if find_spec("mlflow") else None
head, revisions = schema() if mlflow else (None, [])
json.dump(
    {
        "executable": sys.executable,
        "version": ".".join(map(str, sys.version_info[:3])),
        "isVirtual": sys.prefix != sys.base_prefix,
        "prefix": sys.prefix,
        "hasPip": find_spec("pip") is not None,
        "mlflow": mlflow and {"version": mlflow, "schemaRevision": head, "revisions": revisions},
        "hasSklearn": find_spec("sklearn") is not None,
        "hasDebugpy": find_spec("debugpy") is not None,
    },
    sys.stdout,
)
