"""The house holds: imports go one way, and nncore stays free of what must not be loaded."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# From the ground up; a module may import from its own row and from the rows before it.
LAYERS = (
    (
        "nncore.durations",
        "nncore.options",
        "nncore.compensated",
        "nncore.activations",
        "nncore.versions",
    ),
    ("nncore.integrals", "nncore.polylogarithm", "nncore.quadrature"),
    ("nncore.network", "nncore.integrands", "nncore.formulas"),
    (
        "nncore.node_panels",
        "nncore.datasets",
        "nncore.equidistribution",
        "nncore.initializers",
        "nncore.interpolants",
    ),
    ("nncore.trainers", "nncore.stencils", "nncore.certificates"),
    ("nncore.specs",),
    ("nncore.notebooks", "nncore.experiments", "nncore.comparisons", "nncore.work_precision"),
    ("nncore.engine", "nncore.figures", "nncore.exports", "nncore.runs"),
    ("nncore.sweep_results", "nncore.sweep_run", "nncore.first_studies", "nncore.live"),
    (
        "nncore",
        "pages.app",
        "pages.integration",
        "pages.live",
        "pages.notebooks",
        "pages.shared",
        "pages.stencils",
    ),
    ("pages", "nncore.command_line", "nncore.__main__"),
    ("streamlit_app",),
)
SOURCES = sorted(
    path for folder in ("nncore", "pages") for path in (ROOT / folder).rglob("*.py")
) + [ROOT / "streamlit_app.py"]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> int:
    """Return the row of the longest prefix that is named in LAYERS."""
    while module:
        for number, row in enumerate(LAYERS):
            if module in row:
                return number
        module = module.rpartition(".")[0]
    raise AssertionError("a module without a place in the house")


def imports(path: Path, *, top_level_only: bool = False) -> list[str]:
    """Return the modules that a file imports; what only the type checker reads is left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    nodes = ast.iter_child_nodes(tree) if top_level_only else ast.walk(tree)
    found = []
    for node in nodes:
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_imports_go_one_way(path):
    module = module_name(path)
    here = layer_of(module)
    for imported in imports(path, top_level_only=True):
        if imported.split(".")[0] in ("nncore", "pages"):
            assert layer_of(imported) <= here, f"{module} imports {imported}"


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_each_framework_has_its_room(path):
    module = module_name(path)
    rooms = {
        "streamlit": ("streamlit_app", "pages"),
        "starlette": ("streamlit_app", "pages.live"),
        "dask": ("nncore.engine",),
        "distributed": ("nncore.engine",),
        "keras": ("nncore.trainers.first_order", "nncore.stencils.learned"),
        "tensorflow": ("nncore.trainers.first_order", "nncore.stencils.learned"),
        "sqlalchemy": ("nncore.runs",),
        "alembic": ("nncore.runs",),
    }
    for imported in imports(path):
        allowed = rooms.get(imported.split(".")[0])
        if allowed:
            assert module.startswith(allowed), f"{module} imports {imported}"


FRAMEWORKS = ("keras", "tensorflow", "streamlit", "distributed", "sympy", "nbformat")
DATABASE = ("sqlalchemy", "alembic")


@pytest.mark.parametrize(
    ("module", "absent"), [("nncore", FRAMEWORKS + DATABASE), ("nncore.live", FRAMEWORKS)]
)
def test_importing_nncore_loads_no_framework(module, absent):
    code = f"import sys, {module}; print([m for m in {absent} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_files_stay_readable(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 330, f"{path.name} has {len(lines)} lines"


def test_no_drawer_for_odds_and_ends():
    names = {path.stem for path in SOURCES}
    assert names.isdisjoint({"utils", "helpers", "common", "constants", "misc"})
