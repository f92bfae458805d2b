"""A run as a Jupyter notebook that repeats it."""

from typing import Any

from nncore.comparisons import Intervals
from nncore.exports.program_text import IMPORTS, results_text, spec_text, training_text
from nncore.exports.run_title import run_title
from nncore.messages import gettext, marked, said
from nncore.specs import BoxSpec, IntegrationSpec, Spec, StencilSpec
from nncore.versions import versions

_HEAD = marked("""\
# Neural Calculus Lab

{title}

Made with {versions}. Start Jupyter in the lab's folder, or with that folder in `PYTHONPATH`.""")
_LINK = marked("[The run in the lab]({link})")
_UNITS = marked("**{n_hidden} {activation} units, {trainer}**")

_FIT = """\
import numpy as np
import plotly.graph_objects as go

x = np.linspace(*spec.interval, 401)
go.Figure(
    [
        go.Scatter(x=x, y=spec.training_integrand(x), name="f"),
        go.Scatter(x=x, y=step.network(x), name="network", line_dash="dash"),
    ],
    {"xaxis_title": spec.variable},
)
"""
_SLICE = """\
import numpy as np
import plotly.graph_objects as go

first, box = spec.over[0], spec.box
x = np.tile(np.add(box.lower, box.upper) / 2, (401, 1))
x[:, first] = np.linspace(box.lower[first], box.upper[first], 401)
go.Figure(
    [
        go.Scatter(x=x[:, first], y=spec.integrand_in_x(x), name="f"),
        go.Scatter(x=x[:, first], y=step.network(x), name="network", line_dash="dash"),
    ],
    {"xaxis_title": f"x{first + 1}, through the middle of the box"},
)
"""
_BARS = """\
import plotly.graph_objects as go

stencils = {"learned": step.coefficients, "optimum": optimum, "Taylor": taylor}
go.Figure([go.Bar(x=spec.offsets, y=values, name=name) for name, values in stencils.items()])
"""


def jupyter_notebook(
    spec: Spec,
    *,
    stopped_at: float | None = None,
    intervals: Intervals = (),
    n_points: int = 100,
    link: str = "",
) -> bytes:
    """Return a notebook that trains again and prints what the run came to.

    Parameters
    ----------
    spec, stopped_at, intervals, n_points, link
        As of `python_script`, whose numbers it prints.

    Returns
    -------
    bytes
        The content of an ``.ipynb`` file of format 4, without outputs.
    """
    head = said(_HEAD, title=_formula(spec), versions=", ".join(versions()))
    if link:
        head += "\n\n" + said(_LINK, link=link)
    cells = (
        ("markdown", head),
        ("code", IMPORTS),
        ("markdown", gettext("## The experiment")),
        ("code", spec_text(spec)),
        ("markdown", gettext("## Training")),
        ("code", training_text(stopped_at)),
        ("markdown", gettext("## What it came to")),
        ("code", results_text(spec, intervals, n_points)),
        ("code", _chart(spec)),
    )
    return _written(cells)


def _chart(spec: Spec) -> str:
    if isinstance(spec, StencilSpec):
        return _BARS
    return _SLICE if isinstance(spec, BoxSpec) else _FIT


def _formula(spec: Spec) -> str:
    title = run_title(spec)
    text = f"{title[:1].upper()}{title[1:]}."
    if isinstance(spec, IntegrationSpec):
        integral = rf"{_sign(*spec.limits)} {spec.integrand_in_x.latex}\,dx"
    elif isinstance(spec, BoxSpec):
        signs = r"\!".join(map(_sign, *spec.integral_limits))
        variables = "".join(rf"\,dx_{i + 1}" for i in spec.over)
        integral = f"{signs} {spec.integrand_in_x.latex}{variables}"
    else:
        return f"**{text}**"
    by = said(
        _UNITS,
        n_hidden=spec.n_hidden,
        activation=spec.activation,
        trainer=gettext(spec.trainer.label),
    )
    return f"{by}\n\n$${integral}$$"


def _sign(lower: float, upper: float) -> str:
    """Return the sign of an integral with its limits."""
    written = (f"{limit:g}".replace("inf", r"\infty") for limit in (lower, upper))
    return r"\int_{{{}}}^{{{}}}".format(*written)


def _written(cells: tuple[tuple[str, str], ...]) -> bytes:
    import nbformat
    from nbformat import v4

    made: list[Any] = []
    for number, (kind, text) in enumerate(cells, start=1):
        make = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
        made.append(make(text.rstrip("\n"), id=f"cell-{number}"))
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    notebook = v4.new_notebook(cells=made, metadata=metadata)
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode("utf-8")
