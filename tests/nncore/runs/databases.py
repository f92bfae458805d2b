"""Find or start a PostgreSQL for the tests of the history, or install one; never skip in silence.

``python -m tests.nncore.runs.databases --install`` is what ``make test`` calls first.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "NNCORE_TEST_DATABASE"
_DEBIAN = Path("/usr/lib/postgresql")
_START_SECONDS = 60


def find_programs():
    """Return the folder of initdb and postgres, or None: PATH first, then Debian's newest."""
    if shutil.which("initdb") and shutil.which("postgres"):
        return Path(shutil.which("initdb")).resolve().parent
    found = [path.parent for path in _DEBIAN.glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def description():
    """Return which databases the tests have, in one line."""
    sqlite = f"SQLite {sqlite3.sqlite_version}"
    if os.environ.get(VARIABLE):
        return f"{sqlite} and the PostgreSQL of {VARIABLE}"
    programs = find_programs()
    if programs is None:
        return f"{sqlite} only: {MISSING}"
    version = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True
    ).stdout.split()
    return f"{sqlite} and PostgreSQL {version[2]}, started by the tests from {programs}"


MISSING = (
    f"no PostgreSQL was found; install it (apt-get install postgresql) or set {VARIABLE} to the "
    "URL of a database that may be written to"
)


@contextmanager
def server():
    """Start a PostgreSQL that listens on a Unix socket only, and yield its URL."""
    # Not pytest's folder: PostgreSQL refuses root, and its user may not enter there. A socket's
    # path must be short, too.
    folder = Path(tempfile.mkdtemp(prefix="nncore-postgresql-"))
    identity = _unprivileged(folder)
    process = None
    log = (folder / "log").open("wb")
    try:
        _make_cluster(folder, identity)
        process = _start(folder, identity, log)
        yield f"postgresql+psycopg://nncore@/postgres?host={folder}"
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # a fast shutdown, it waits for no client
            process.wait(_START_SECONDS)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder):
    """Return what lets subprocess run as another user than root, and give that one the folder."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd  # there is none on Windows

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": folder}


def _make_cluster(folder, identity):
    command = [
        *(find_programs() / "initdb", "--pgdata", folder / "data", "--username", "nncore"),
        *("--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, **identity)
    assert done.returncode == 0, done.stdout + done.stderr


def _start(folder, identity, log):
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",  # nothing of it outlives the tests
        "max_connections": "40",
    }
    options = [part for item in settings.items() for part in ("-c", "=".join(item))]
    process = subprocess.Popen(
        [find_programs() / "postgres", "-D", folder / "data", *options],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        **identity,
    )
    ready = [find_programs() / "pg_isready", "--quiet", "--host", folder]
    deadline = time.monotonic() + _START_SECONDS
    while subprocess.run(ready).returncode != 0:
        assert process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)
    return process


def install():
    """Try the system's package manager; a failure is told, and is no failure of the tests."""
    if not shutil.which("apt-get"):
        return
    administrator = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = [*("apt-get", "install", "-y", "-qq", "--no-install-recommends"), "postgresql"]
    for command in (["apt-get", "update", "-qq"], packages):
        print("+", " ".join([*administrator, *command]), flush=True)
        try:
            subprocess.run([*administrator, *command], env=environment, stdin=subprocess.DEVNULL)
        except OSError as problem:
            print(problem)


def main():
    if "--install" in sys.argv[1:] and not os.environ.get(VARIABLE) and find_programs() is None:
        install()
    print(f"The history of runs is tested on {description()}")


if __name__ == "__main__":
    main()
