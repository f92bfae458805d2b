"""A live run never waits for the database, and nothing is lost without a word."""

import sqlite3
import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, make_url

from nncore.runs import BackgroundWriter, HistoryError, RunFilter, new_key, open_history
from nncore.runs.run_history import RunHistory
from tests.nncore.engine.waiting import until
from tests.nncore.runs.records import many, network, record


@pytest.fixture
def impatient(sqlite_url):
    with open_history(sqlite_url, patience=0.02) as opened:
        yield opened


@contextmanager
def locked(history):
    other = sqlite3.connect(make_url(history.engine.url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("COMMIT")
    other.close()


def test_what_is_put_is_kept(history):
    writer = BackgroundWriter(history)
    kept = many(20)
    assert all([writer.put(record_) for record_ in kept])
    assert writer.flush()
    assert {run.key for run in history.find()} == {record_.key for record_ in kept}
    assert writer.problem is None and writer.n_waiting == 0
    assert writer.close()


def test_what_is_put_is_kept_without_being_asked(history):
    writer = BackgroundWriter(history)
    writer.put(record())
    until(lambda: history.count() == 1, "the record")
    writer.close()


def test_while_the_database_is_locked_runs_wait_and_the_page_is_told(impatient):
    writer = BackgroundWriter(impatient)
    first = record()
    with locked(impatient):
        assert writer.put(first)
        until(lambda: writer.problem is not None, "the problem")
        assert "is locked by another program" in writer.problem
        assert writer.problem.endswith("1 run waits to be kept.")
        writer.put(record())
        assert writer.problem.endswith("2 runs wait to be kept.")
        assert not writer.flush(timeout=0.01)
        assert impatient.count() == 0
    assert writer.flush()
    assert writer.problem is None and impatient.count() == 2
    assert impatient.get(first.key) == first
    writer.close()


def test_put_does_not_wait_for_a_database_that_hangs(impatient, monkeypatch):
    go_on = threading.Event()
    keep = RunHistory.keep

    def hanging(history, *records):
        go_on.wait()
        keep(history, *records)

    monkeypatch.setattr(RunHistory, "keep", hanging)
    writer = BackgroundWriter(impatient)
    for _ in range(50):  # would never return if one of them waited
        writer.put(record())
    assert writer.n_waiting == 50
    go_on.set()
    assert writer.flush() and impatient.count() == 50
    writer.close()


def test_the_newest_of_a_run_is_kept(impatient):
    writer = BackgroundWriter(impatient)
    key = new_key()
    with locked(impatient):
        for loss in (4.0, 3.0, 2.0):
            writer.put(record(key=key, loss=loss))
            until(lambda: writer.problem is not None, "the problem")
        assert writer.n_waiting == 1
    assert writer.flush()
    assert [run.loss for run in impatient.find()] == [2.0]
    writer.close()


def test_memory_is_bounded_and_what_is_refused_is_counted(impatient):
    large = [record(network=network(10_000)) for _ in range(4)]
    writer = BackgroundWriter(impatient, max_bytes=3 * large[0].n_bytes)
    with locked(impatient):
        taken = [writer.put(record_) for record_ in large]
        assert taken == [True, True, True, False]
        assert "1 run could not be kept." in writer.problem
        assert writer.put(large[0])  # it takes the place of its older self
    assert writer.flush()
    assert impatient.count() == 3
    assert writer.problem == "1 run could not be kept."
    assert writer.put(large[3]) and writer.flush()  # the room is free again
    assert impatient.count() == 4
    writer.close()


def test_one_bad_record_costs_no_other(history):
    writer = BackgroundWriter(history)
    orphan = record(sweep=new_key(), cell=0)  # its sweep was deleted
    records = [record(), orphan, record()]
    for record_ in records:
        writer.put(record_)
    assert writer.flush()
    assert {run.key for run in history.find()} == {records[0].key, records[2].key}
    assert writer.problem == "1 run could not be kept."
    assert writer.put(record()) and writer.flush() and history.count() == 3
    writer.close()


def test_the_database_may_come_later(url):
    answers = [HistoryError("It is not there."), HistoryError("It is not there.")]

    def opening():
        if answers:
            raise answers.pop()
        return open_history(url)

    writer = BackgroundWriter(opening)
    kept = record()
    writer.put(kept)
    assert writer.flush()
    assert answers == [] and writer.problem is None
    writer.close()
    with open_history(url) as history:
        assert history.get(kept.key) == kept


def test_whatever_happens_the_thread_goes_on_and_says_so(sqlite_url):
    attempts = []

    def opened():
        attempts.append(None)
        if len(attempts) == 1:
            raise RuntimeError("nobody has thought of this")
        return open_history(sqlite_url)

    writer = BackgroundWriter(opened)
    writer.put(record())
    until(lambda: len(attempts) == 1 and writer.problem or len(attempts) > 1, "the first try")
    assert writer.flush()
    assert writer.problem is None and writer.close()


def test_connections_that_the_server_has_ended_are_made_again(fresh_schema):
    name = new_key()
    url = make_url(fresh_schema).update_query_dict({"application_name": name})
    other = create_engine(fresh_schema)
    with open_history(url.render_as_string(hide_password=False)) as history:
        writer = BackgroundWriter(history)
        assert writer.put(record()) and writer.flush()
        with other.connect() as connection:
            ended = connection.exec_driver_sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                f"WHERE application_name = '{name}'"
            ).scalar()
        other.dispose()
        assert ended >= 1
        assert writer.put(record()) and writer.flush()
        assert writer.problem is None and history.count() == 2
        writer.close()


def test_closing_keeps_what_waits(impatient):
    writer = BackgroundWriter(impatient)
    for record_ in many(150):
        writer.put(record_)
    assert writer.close()
    assert impatient.count() == 150
    assert not writer.put(record())
    assert writer.close()  # again


def test_closing_gives_up_in_time(impatient):
    writer = BackgroundWriter(impatient)
    with locked(impatient):
        writer.put(record())
        assert not writer.close(timeout=0.1)
        assert writer.n_waiting == 1
    writer.close()  # its thread ends before the history is closed


def test_threads_may_share_one_history(history):
    def work(seed):
        for record_ in many(5, seed):
            history.keep(record_)
            history.find(RunFilter(text="ana"))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history.count() == 20
