"""What holds for all tests: their processes, the history they write to, what they say of it."""

import os
from pathlib import Path

# As on the engine's workers. It is read when numpy is loaded, which happens after this.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest  # noqa: E402

from tests.nncore.runs import databases  # noqa: E402

BROWSER = Path(__file__).parent / "browser"
#: Names of the databases that tests have really used.
DATABASES_USED = pytest.StashKey[set]()


def pytest_configure(config):
    config.stash[DATABASES_USED] = set()


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """Let `--dist loadgroup` run the browser's tests beside all others, in two processes."""
    for item in items:
        part = "browser" if item.path.is_relative_to(BROWSER) else "others"
        item.add_marker(pytest.mark.xdist_group(part))


def pytest_sessionfinish(session):
    config = session.config
    if hasattr(config, "workeroutput"):  # in one of the processes
        config.workeroutput["databases"] = sorted(config.stash[DATABASES_USED])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    found = getattr(node, "workeroutput", {})  # nothing of a process that has crashed
    node.config.stash[DATABASES_USED].update(found.get("databases", ()))


def pytest_report_header():
    return f"history of runs: {databases.description()}"


def pytest_terminal_summary(terminalreporter, config):
    used = config.stash[DATABASES_USED]
    if used:
        terminalreporter.write_line(f"history of runs: tested on {', '.join(sorted(used))}")
        if not any("PostgreSQL" in name for name in used):
            terminalreporter.write_line(
                f"history of runs: NOT tested on PostgreSQL: {databases.MISSING}", yellow=True
            )


@pytest.fixture(scope="session", autouse=True)
def no_real_history(tmp_path_factory):
    """Keep the tests, and the servers that they start, out of the user's own history."""
    with pytest.MonkeyPatch.context() as patch:
        database = tmp_path_factory.mktemp("history") / "runs.sqlite3"
        patch.setenv("NNCORE_DATABASE", str(database))
        yield
