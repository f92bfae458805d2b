"""How Sphinx makes the reference from the docstrings: ``make docs``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from nncore import __version__  # noqa: E402

project = "Neural Calculus Lab"
author = "The Neural Calculus Lab developers"
release = __version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.mathjax", "numpydoc"]
# The pages of the modules are made, among the rest that is made, and read from there.
exclude_patterns = ["_build/html", "_build/doctrees", "ARCHITECTURE.md"]
templates_path = ["_templates"]
autosummary_ignore_module_all = True  # or a package would not list its modules
autodoc_inherit_docstrings = False
autodoc_typehints = "none"  # the docstrings give types and shapes
numpydoc_show_class_members = False
default_role = "code"  # what stands between single backticks is code
html_theme = "furo"
html_title = f"nncore {release}"
