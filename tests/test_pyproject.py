"""The package: what it needs is declared once, and what was tested is pinned."""

import importlib
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def requirements(lines):
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]
    return {(each.name, str(each.marker)): each for each in found}


def test_what_the_package_needs_is_pinned_and_nothing_else_is():
    extras = PROJECT["optional-dependencies"].values()
    needed = requirements(sum(extras, PROJECT["dependencies"]))
    pinned = requirements((ROOT / "requirements.txt").read_text().splitlines())
    assert needed.keys() == pinned.keys()
    for name, pin in pinned.items():
        (exact,) = pin.specifier
        assert exact.operator == "==", name
        assert exact.version in needed[name].specifier, name


def test_the_command_is_there():
    module, _, function = PROJECT["scripts"]["nncore"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))
