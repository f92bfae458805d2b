"""Rules of the house that no linter holds: CONTRIBUTING.md and docs/ARCHITECTURE.md say why."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES = 300
#: A private name or the path to one, as `monkeypatch` takes it.
PRIVATE = re.compile(r"(?:\w+\.)*_[A-Za-z]\w*[A-Za-z0-9]")
#: SciPy's own loop of L-BFGS-B, which nncore runs step by step: this file pins what it relies on.
PINNED = ROOT / "tests/nncore/trainers/test_lbfgsb.py"


def files(*folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def private_names(text):
    """Yield the private names that a module reaches for, but for those of its own classes."""
    nodes = list(ast.walk(ast.parse(text)))
    pieces = {piece for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in nodes:
        match node:
            case _ if node in pieces:  # of a text with values in it
                continue
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                continue
            case ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                found = [name]
            case ast.ImportFrom(module=module, names=names):
                found = [*(module or "").split("."), *(each.name for each in names)]
            case _:
                continue
        yield from filter(PRIVATE.fullmatch, found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("run._seen", ["_seen"]),
        ("super()._seen", ["_seen"]),
        ("from nncore.live.recorder import _seen as seen", ["_seen"]),
        ("from nncore._live import recorder", ["_live"]),
        ('monkeypatch.setattr("nncore.live._SECONDS", 0.0)', ["nncore.live._SECONDS"]),
        ('monkeypatch.setattr(recorder, "_SECONDS", 0.0)', ["_SECONDS"]),
        ("self._seen, cls._seen, run.seen, run.__dict__, '_', 'a _seen word', f'{name}_tabs'", []),
        ("f'{run._seen} runs'", ["_seen"]),
    ],
)
def test_private_names_are_found(text, found):
    assert list(private_names(text)) == found


def test_tests_and_benchmarks_reach_for_no_private_names():
    reached = {
        str(path.relative_to(ROOT)): names
        for path in files("tests", "benchmarks")
        if path != PINNED and (names := list(private_names(path.read_text("utf-8"))))
    }
    del reached["tests/test_house.py"]  # which looks for some
    assert reached == {}


def test_no_file_has_more_lines_than_a_reader_takes_in():
    """Two concepts are two files; squeezing lines is not what is asked."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in files("nncore", "pages", "tests", "benchmarks")
    }
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}
