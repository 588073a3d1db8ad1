"""Makes an empty database of every revision of MLflow's schema, by its own migrations.

    python revisions.py FOLDER

Writes FOLDER/REVISION.db, prints each revision when it is there.
"""
import logging
import os
import shutil
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import sqlalchemy  # noqa: E402
from alembic import command  # noqa: E402
from alembic.script import ScriptDirectory  # noqa: E402
from mlflow.store.db.utils import _get_alembic_config  # noqa: E402
from mlflow.store.tracking.dbmodels.initial_models import Base  # noqa: E402

path = os.path.join(sys.argv[1], "migrating")
engine = sqlalchemy.create_engine(f"sqlite:///{path}")


@sqlalchemy.event.listens_for(engine, "connect")
def never_wait_for_the_disk(connection, _):
    connection.execute("PRAGMA synchronous = OFF")


Base.metadata.create_all(engine)
config = _get_alembic_config(f"sqlite:///{path}")
scripts = ScriptDirectory.from_config(config)
for script in reversed(list(scripts.walk_revisions())):
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, script.revision)
    engine.dispose()
    shutil.copy(path, os.path.join(sys.argv[1], f"{script.revision}.db"))
    print(script.revision, flush=True)
