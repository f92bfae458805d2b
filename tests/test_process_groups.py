"""The tests of a group are given to one process, in the order in which they were collected."""

from pathlib import Path
from types import SimpleNamespace

from tests.process_groups import GROUPS, GroupScheduling, group_of

ROOT = Path(__file__).resolve().parents[1]


class Process:
    """Stands for a process of tests."""

    shutting_down = False

    def __init__(self, name):
        self.gateway, self.given = SimpleNamespace(id=name), []

    def send_runtest_some(self, indices):
        self.given.extend(indices)

    def shutdown(self):
        self.shutting_down = True


def test_a_group_is_in_one_process():
    files = [
        "tests/nncore/engine/test_engine.py",
        "tests/test_house.py",
        "tests/nncore/engine/test_sweep.py",
        "tests/pages/test_waves.py",
    ]
    names = [f"{file}::test_it[{n} a::b@c]" for file in files for n in range(4)]
    options = SimpleNamespace(loadscopereorder=False)
    scheduling = GroupScheduling(SimpleNamespace(getvalue=lambda name: ["2*popen"], option=options))
    processes = [Process("gw0"), Process("gw1")]
    for process in processes:
        scheduling.add_node(process)
        scheduling.add_node_collection(process, names)
    scheduling.schedule()
    first, second = ([names[index] for index in process.given] for process in processes)
    assert first == [*names[0:4], *names[8:12]]  # both files of the cluster
    assert second == names[4:8]


def test_groups_are_of_what_there_is():
    assert all((ROOT / begin).exists() for begin in GROUPS)
    assert group_of("tests/pages/test_waves.py::test_it[tests/nncore/engine/]").endswith("waves.py")
