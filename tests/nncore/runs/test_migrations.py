"""A database of any version becomes one of this version, with all its rows."""

import json
import math
import threading
from dataclasses import asdict, replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import bindparam, inspect, text

from nncore.runs import HistoryError, IntegralTask, LessonAnswer, StencilTask, open_history
from nncore.runs.migrating import VERSION_TABLE, migrate
from nncore.runs.opening import database_url, engine_of
from nncore.runs.rows import content_row, run_row
from nncore.runs.schema import METADATA, lesson_answers, run_contents, runs, sweeps, tasks
from tests.nncore.runs.records import BEGAN, SWEEP, many, record

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")


@pytest.fixture
def engine(url):
    made = engine_of(database_url(url), patience=30.0)
    yield made
    made.dispose()


def test_the_migrations_make_the_tables_of_the_models(engine):
    migrate(engine)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert context.get_current_revision() == REVISIONS[-1]
        assert compare_metadata(context, METADATA) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_older_database_keeps_its_rows(engine, revision):
    migrate(engine, revision)
    old = many(8)
    with engine.begin() as connection:
        for number, kept in enumerate(old, start=1):
            insert_plainly(connection, runs, {"id": number, **run_row(kept)})
            insert_plainly(connection, run_contents, {"run_id": number, **content_row(kept)})
    history = open_history(engine)
    for kept in old:
        assert history.get(kept.key) == kept
    assert {one.made_by for one in history.find()} == {""}
    assert history.live_of("a" * 32) == []
    assert history.hidden_controls() is None
    assert history.hide_controls(["seed"]) == history.hidden_controls()
    sweep = history.begin_sweep(SWEEP)
    history.keep(record(spec=SWEEP.cell(0), sweep=sweep, cell=0))
    assert history.count() == 9 and history.tasks() == {}
    assert history.delete(old[0].key) == 1
    with history.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM run_contents")) == 8


def test_an_older_database_keeps_its_tasks(engine):
    migrate(engine, "0003")
    old = {
        **{"key": "a" * 32, "created": BEGAN, "title": "Old", "integrand": "runge"},
        **{"lower": -1.0, "upper": math.inf, "max_hidden": 7, "score": "loss"},
    }
    with engine.begin() as connection:
        insert_plainly(connection, tasks, old)
    history = open_history(engine)
    kept = history.tasks()
    assert kept == {old["key"]: IntegralTask("Old", "runge", -1.0, math.inf, 7, score="loss")}
    stencil = StencilTask("New")
    key = history.add_task(stencil)
    assert history.tasks() == {key: stencil, **kept}


@pytest.mark.parametrize("revision", ["0006", "0007", "0008"])
def test_an_older_database_keeps_its_answers(engine, revision):
    migrate(engine, revision)
    old = LessonAnswer("a" * 32, "drift", 1, "prediction", 2.5, BEGAN)
    row = {name: value for name, value in asdict(old).items() if name != "attempt"}
    with engine.begin() as connection:
        insert_plainly(connection, lesson_answers, row)
    history = open_history(engine)
    assert history.answers() == history.answers_of(old.session, "drift") == [old]
    assert history.begin_again(old.session, "drift") == 2
    again = replace(old, value=3.5, attempt=2)
    assert history.add_answer(again) and not history.add_answer(replace(old, value=4.5))
    assert history.answers() == [old, again]


@pytest.mark.parametrize("revision", ["0002", "0003", "0004"])
def test_an_older_database_keeps_its_sweeps(engine, revision):
    migrate(engine, revision)
    old = {
        **{"key": "a" * 32, "title": "Old", "created": BEGAN, "spec": json.loads(SWEEP.to_json())},
        **{"n_cells": SWEEP.n_cells, "is_cancelled": False, "owner": "a server"},
        "lease_until": BEGAN,
    }
    cell = record(spec=SWEEP.cell(1), sweep=old["key"], cell=1)
    with engine.begin() as connection:
        insert_plainly(connection, sweeps, old)
        insert_plainly(connection, runs, {"id": 1, **run_row(cell)})
        insert_plainly(connection, run_contents, {"run_id": 1, **content_row(cell)})
    history = open_history(engine)
    summary = history.sweep_summary(old["key"])
    assert (summary.title, summary.n_done, summary.made_by) == ("Old", 1, "")
    assert history.sweep(old["key"]) == SWEEP
    assert history.get(cell.key) == cell  # with its reference to the sweep
    history.delete_sweep(old["key"])
    assert history.count() == 0


def insert_plainly(connection, table, row):
    """Insert only the columns that an older table has."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    row = {name: value for name, value in row.items() if name in there}
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    statement = text(f"INSERT INTO {table.name} ({names}) VALUES ({values})")
    typed = (bindparam(name, type_=table.c[name].type) for name in row)
    connection.execute(statement.bindparams(*typed), row)
    if connection.dialect.name == "postgresql" and "id" in row:
        setval = f"SELECT setval(pg_get_serial_sequence('runs', 'id'), {row['id']})"
        connection.execute(text(setval))


def test_a_newer_database_is_left_alone(engine):
    history = open_history(engine)
    kept = record()
    history.keep(kept)
    with history.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(
        HistoryError, match="made by a newer version .*: update the program"
    ) as told:
        open_history(engine)
    assert not told.value.is_passing
    with history.reading() as connection:
        assert connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) == "9999"
    assert history.get(kept.key) == kept


def test_a_migration_that_fails_changes_nothing(engine):
    migrate(engine, "0001")
    with engine.begin() as connection:  # in the way of the third revision, after the second
        connection.execute(text("CREATE TABLE tasks (anything INTEGER)"))
    with pytest.raises(HistoryError, match="has other tables than the program expects"):
        open_history(engine)
    with engine.connect() as connection:
        assert connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) == "0001"
        assert not inspect(connection).has_table("sweeps")
        assert "sweep" not in {c["name"] for c in inspect(connection).get_columns("runs")}


def test_many_may_open_an_old_database_at_once(engine, url):
    migrate(engine, "0001")
    problems = []
    start = threading.Barrier(6)

    def open_it():
        start.wait()
        try:
            with open_history(url, patience=30.0) as history:
                history.keep(record())
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with open_history(url) as history:
        assert history.count() == 6
