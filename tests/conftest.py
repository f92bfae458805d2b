"""What holds for all tests: their processes, the history they write to, what they say of it."""

import os

# As on the engine's workers. It is read when numpy is loaded, which happens after this.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# What the command line says is read in English, also on a terminal that speaks another language.
os.environ["LC_ALL"] = "C.UTF-8"
# Most clusters of tests train with no Keras optimizer, and loading TensorFlow takes longer.
os.environ["NNCORE_WARM_UP"] = "later"
# Or each of the many programs that tests start compiles the whole of nncore anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from tests.nncore.runs import databases  # noqa: E402
from tests.process_groups import GROUPS, GroupScheduling, group_of  # noqa: E402

#: Names of the databases that tests have really used.
DATABASES_USED = pytest.StashKey[set]()

# No test measures time, and neither does what makes its examples.
hypothesis.settings.register_profile(
    "lab", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("lab")


def pytest_configure(config):
    config.stash[DATABASES_USED] = set()


def pytest_collection_modifyitems(items):
    """Begin with the groups of several files; see `make test`.

    Nothing takes longer, and the process that has one must not be the last to end.
    """
    items.sort(key=lambda item: group_of(item.nodeid) not in GROUPS.values())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return GroupScheduling(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_report_header():
    return f"history of runs: {databases.description()}"


def pytest_sessionfinish(session):
    """Tell the process that reports which databases were used in this one."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["databases"] = sorted(session.config.stash[DATABASES_USED])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    told = getattr(node, "workeroutput", {})  # a process that crashed tells nothing
    node.config.stash[DATABASES_USED].update(told.get("databases", ()))


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
