"""Several servers on one database, and one that is killed."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from nncore.runs import RunFilter, open_history
from tests.nncore.runs.records import SWEEP, done, runs_of

ROOT = Path(__file__).resolve().parents[3]

WRITES_UNTIL_KILLED = """
import sys
from nncore.runs import BackgroundWriter, open_history
from tests.nncore.runs.records import record

writer = BackgroundWriter(open_history(sys.argv[1]))
for number in range(100):
    writer.put(record(name=f"run {number}"))
assert writer.flush(60)
print("kept", flush=True)
number = 100
while True:
    writer.put(record(name=f"run {number}"))
    number += 1
"""

WRITES = """
import sys
from nncore.runs import BackgroundWriter, open_history
from tests.nncore.runs.records import SWEEP, record

url, sweep, name = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
writer = BackgroundWriter(open_history(url))
for number in range(40):
    trial = number % SWEEP.n_cells
    writer.put(record(name=name))
    writer.put(record(spec=SWEEP.cell(trial), sweep=sweep, cell=trial, name=name))
assert writer.close(60) and writer.problem is None, writer.problem
"""

CLAIMS = """
import sys
from nncore.runs import open_history

print("ready", flush=True)
sys.stdin.readline()
print(open_history(sys.argv[1], patience=60.0).claim(sys.argv[2], sys.argv[3], 60), flush=True)
"""


def start(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def let_go(processes):
    """Wait until all are there and start them together; return what they say."""
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return said


def test_a_killed_server_loses_no_finished_run(url):
    process = start(WRITES_UNTIL_KILLED, url)
    try:
        assert process.stdout.readline() == "kept\n"
    finally:
        process.kill()
        process.wait(60)
        process.stdin.close()
        process.stdout.close()
    with open_history(url) as history:
        kept = history.find(limit=None)
        assert {f"run {number}" for number in range(100)} <= {run.name for run in kept}
        for run in kept:  # each with its curve and its network
            assert len(history.get(run.key).curve) == 2
        with history.reading() as connection:
            n_contents = connection.scalar(text("SELECT count(*) FROM run_contents"))
            assert n_contents == len(kept)
            if connection.dialect.name == "sqlite":
                assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


def test_two_servers_write_at_once_and_no_run_is_lost_or_twice(url):
    with open_history(url) as history:
        sweep = history.begin_sweep(SWEEP)
        let_go([start(WRITES, url, sweep, name) for name in ("one", "two")])
        for name in ("one", "two"):
            assert history.count(RunFilter(text=name, single_runs_only=True)) == 40
        assert len(runs_of(history, sweep)) == SWEEP.n_cells
        assert done(history, sweep) == set(range(SWEEP.n_cells))


def test_one_of_two_servers_gets_a_sweep(url):
    with open_history(url) as history:
        sweep = history.begin_sweep(SWEEP)
        said = let_go([start(CLAIMS, url, sweep, owner) for owner in ("one", "two")])
        assert sorted(said) == ["False", "True"]
        assert history.sweep_summary(sweep).owner == ("one", "two")[said.index("True")]
