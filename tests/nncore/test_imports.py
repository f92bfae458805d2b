"""What `import nncore` must not load: it takes seconds, or slows down the pages."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = ("keras", "tensorflow", "streamlit", "distributed", "sympy", "nbformat", "flint")
DATABASE = ("sqlalchemy", "alembic")


@pytest.mark.parametrize(
    ("module", "absent"), [("nncore", FRAMEWORKS + DATABASE), ("nncore.live", FRAMEWORKS)]
)
def test_importing_nncore_loads_no_framework(module, absent):
    code = f"import sys, {module}; print([m for m in {absent} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
