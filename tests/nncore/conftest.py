"""Tests of what is kept run on SQLite and on a real PostgreSQL, each with an empty database."""

import os
import shutil
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from nncore.runs import open_history
from nncore.runs.schema import METADATA
from tests.conftest import DATABASES_USED
from tests.nncore.runs import databases


@pytest.fixture(scope="session")
def postgresql(pytestconfig):
    """The URL of a PostgreSQL."""
    given = os.environ.get(databases.VARIABLE)
    if given:
        yield _checked(given, pytestconfig)
    elif databases.find_programs() is None:
        pytest.skip(databases.MISSING)
    else:
        with databases.server() as url:
            yield _checked(url, pytestconfig)


def _checked(url, pytestconfig):
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(parsed)
    with engine.connect() as connection:
        version = connection.execute(text("SHOW server_version")).scalar()
    engine.dispose()
    pytestconfig.stash[DATABASES_USED].add(f"PostgreSQL {version.split()[0]}")
    return parsed.render_as_string(hide_password=False)


@pytest.fixture
def fresh_schema(postgresql):
    """The URL of a PostgreSQL in which there is nothing yet."""
    with schema_of(postgresql) as url:
        yield url


@contextmanager
def schema_of(postgresql):
    """Make a schema that is the only one that its URL shows, and drop it in the end."""
    name = f"nncore_test_{uuid4().hex}"
    engine = create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    url = make_url(postgresql).update_query_dict({"options": f"-csearch_path={name}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path, pytestconfig):
    """The URL of an SQLite file that does not exist yet."""
    pytestconfig.stash[DATABASES_USED].add(f"SQLite {databases.sqlite3.sqlite_version}")
    return f"sqlite:///{tmp_path / 'runs.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """The URL of an empty database of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "fresh_schema"
    return request.getfixturevalue(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """An SQLite file with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("runs") / "empty.sqlite3"
    with open_history(path) as opened, opened.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def migrated_schema(postgresql):
    """The URL of a PostgreSQL with the tables, which each test leaves empty."""
    with schema_of(postgresql) as url:
        open_history(url).close()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request):
    """The URL of a database of each kind that has the tables and nothing in them."""
    if request.param == "sqlite":
        url = request.getfixturevalue("sqlite_url")
        shutil.copy(request.getfixturevalue("migrated_file"), make_url(url).database)
        yield url
        return
    url = request.getfixturevalue("migrated_schema")
    yield url
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(METADATA.tables)}"))
    engine.dispose()


@pytest.fixture
def history(migrated):
    """An empty history on a database of each kind."""
    with open_history(migrated, patience=30.0) as opened:
        yield opened
