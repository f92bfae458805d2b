"""The image and what runs in it: consistent with the lab, and started where Docker is."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PORT = 8501


def has_docker():
    if shutil.which("docker") is None:
        return False
    commands = (["docker", "info"], ["docker", "compose", "version"])
    return all(subprocess.run(one, capture_output=True).returncode == 0 for one in commands)


def command(service):
    return shlex.split(SERVICES[service]["command"])


def instructions(name):
    return re.findall(rf"^{name} (.+)", DOCKERFILE.replace("\\\n", " "), re.MULTILINE)


@pytest.mark.parametrize("service", ["scheduler", "worker"])
def test_the_commands_of_dask_know_their_options(service):
    python, *program = command(service)
    assert python == "python" and program[:2] == ["-m", "dask"]
    help_text = subprocess.run(
        [sys.executable, *program[:3], "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = {word for word in program if word.startswith("--")}
    assert options and not [one for one in options if one not in help_text]


def test_all_meet_at_the_same_addresses():
    scheduler, worker = command("scheduler"), command("worker")
    address = f"tcp://scheduler:{scheduler[scheduler.index('--port') + 1]}"
    assert address == worker[4] == SERVICES["lab"]["environment"]["NNCORE_SCHEDULER"]
    database, lab = SERVICES["database"]["environment"], SERVICES["lab"]["environment"]
    url = f"postgresql://{database['POSTGRES_USER']}@database/{database['POSTGRES_DB']}"
    assert lab["NNCORE_DATABASE"] == url
    assert lab["PGPASSWORD"] == database["POSTGRES_PASSWORD"]
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


def test_only_the_lab_can_be_reached_from_outside():
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["lab"]
    assert SERVICES["lab"]["ports"] == [f"{PORT}:{PORT}"]
    assert instructions("EXPOSE") == [str(PORT)]


def test_variables_are_those_of_the_lab():
    source = "".join(
        path.read_text("utf-8")
        for room in ("nncore", "pages")
        for path in (ROOT / room).rglob("*.py")
    )
    files = DOCKERFILE + (ROOT / "compose.yaml").read_text("utf-8")
    named = set(re.findall(r"NNCORE_\w+", files))
    assert {"NNCORE_DATABASE", "NNCORE_SCHEDULER"} <= named
    assert not [name for name in named if name not in source]


def test_the_image_has_what_the_lab_needs_and_no_secrets():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    tracked = subprocess.run(
        [
            "git",
            "ls-files",
            "nncore",
            "pages",
            ".streamlit",
            "streamlit_app.py",
            "requirements.txt",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    left_out = {path for path in tracked for one in ignored if fnmatch.fnmatch(path, one)}
    assert len(tracked) > 100 and left_out == set()
    assert {".git", ".env", ".venv"} <= set(ignored)
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").split()
    assert instructions("USER") == ["lab"]


def test_the_image_has_a_python_that_the_package_takes():
    (image,) = instructions("FROM")
    least = re.search(r'requires-python = ">=(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text())
    found = re.fullmatch(r"python:(\d+)\.(\d+)-slim", image)
    assert tuple(map(int, found.groups())) >= tuple(map(int, least.groups()))


@pytest.mark.slow
@pytest.mark.skipif(not has_docker(), reason="Docker is not there")
def test_the_containers_start_and_the_lab_answers():
    environment = {**os.environ, "LAB_PASSWORD": "only-for-this-test"}
    compose = ["docker", "compose", "--project-name", "nncore-test"]
    try:
        subprocess.run(
            [*compose, "up", "--build", "--detach", "--wait"], cwd=ROOT, env=environment, check=True
        )
        with urllib.request.urlopen(f"http://localhost:{PORT}/_stcore/health") as answer:
            assert answer.read() == b"ok"
        listed = subprocess.run(
            [*compose, "ps", "--format", "json"],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        running = [json.loads(line) for line in listed.splitlines()]
        assert sum(one["Service"] == "worker" for one in running) == 2
    finally:
        subprocess.run([*compose, "down", "--volumes"], cwd=ROOT, env=environment)
