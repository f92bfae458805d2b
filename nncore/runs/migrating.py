"""Bring a database to the tables of this version of the program; Alembic does the work."""

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from nncore.runs.database import Database, use_write_ahead_log
from nncore.runs.history_error import newer, translated

#: Not Alembic's own default, which another program in the same database may use.
VERSION_TABLE = "nncore_version"

_SCRIPTS = Path(__file__).parent / "migrations"
_one_at_a_time = threading.Lock()
# Another server may be migrating a large database just now.
_PATIENCE_SECONDS = 60


def migrate(engine: Engine, revision: str = "head") -> None:
    """Make the tables, or change those of an older version; all of it or nothing.

    Several programs may do this at once: one does it, the others wait and find it done. A
    database that needs no change is only read.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        On SQLite or PostgreSQL.
    revision : str
        Up to which one; the newest by default.

    Raises
    ------
    HistoryError
        If the database was made by a newer version, which leaves it untouched, or cannot be
        opened, read or changed.
    """
    database = Database(engine)
    scripts = ScriptDirectory(str(_SCRIPTS))
    wanted = scripts.as_revision_number(revision)
    with database.reading() as connection:
        if _revision(connection, scripts) == wanted:
            return
    if engine.dialect.name == "sqlite":
        with translated(engine.url):
            use_write_ahead_log(engine)
    # What a revision calls is one module of Alembic for the whole process.
    with _one_at_a_time, database.altering(_PATIENCE_SECONDS) as connection:
        if _revision(connection, scripts) != wanted:
            config = Config()
            config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)


def _revision(connection: Connection, scripts: ScriptDirectory) -> str | None:
    """Return the revision of a database, None for an empty one."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    current = context.get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise newer(connection.engine.url)
    return current
