"""Which tests run in one process: those of a file, and files that share what is slow to make."""

from xdist.scheduler import LoadScopeScheduling

#: By how a path begins. One cluster runs at a time, for several would fill the memory; and what
#: Keras's optimizers compile for one test serves the others.
GROUPS = {
    "tests/nncore/engine/": "cluster",
    "tests/nncore/exports/test_keras_files.py": "cluster",
    "tests/nncore/studies/test_sweep_run_killed.py": "cluster",
    "tests/nncore/command_line/test_sweep.py": "cluster",
    "tests/pages/test_server.py": "cluster",
    "tests/nncore/trainers/first_order/": "keras",
}


def group_of(node_id):
    """Return the name of a group, or the path of a file that is a group of its own."""
    path = node_id.partition("::")[0]
    return next((group for begin, group in GROUPS.items() if path.startswith(begin)), path)


class GroupScheduling(LoadScopeScheduling):
    """Give a whole group to a process.

    Marks, which `--dist loadgroup` would read, do not reach the process that schedules: what
    pytest-xdist 3.8 writes into the name of a test is no part of it in pytest 9.2.
    """

    def _split_scope(self, nodeid):
        return group_of(nodeid)
