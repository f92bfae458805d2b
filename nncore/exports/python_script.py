"""A run as a Python script that repeats it."""

from nncore.comparisons import Intervals
from nncore.exports.program_text import IMPORTS, results_text, spec_text, training_text
from nncore.exports.run_title import run_title
from nncore.messages import marked, said
from nncore.specs import Spec
from nncore.versions import versions

_HEAD = marked("""\
# Repeats a run: {title}.
#
# Made with {versions}.
# Run it in the folder of the Neural Calculus Lab, or with that folder in PYTHONPATH.
""")


def python_script(
    spec: Spec,
    *,
    stopped_at: float | None = None,
    intervals: Intervals = (),
    n_points: int = 100,
    link: str = "",
) -> str:
    """Return a script that trains again and prints what the run came to.

    Parameters
    ----------
    spec : Spec
        The experiment. All its fields stand in the script.
    stopped_at : float, optional
        Iterations after which the run was stopped; None repeats it to its end.
    intervals : tuple of (a, b)
        On which NNI, SNI and the exact value are printed besides; for one input only.
    n_points : int
        Of Simpson's rule there.
    link : str
        To the run in the lab, from `permalink`; stands in a comment.

    Returns
    -------
    str
        Its numbers are those of the run in all their digits, on the same machine and with the
        same versions, which a comment names.
    """
    head = said(_HEAD, title=_one_line(run_title(spec)), versions=", ".join(versions()))
    if link:
        head += said("# The run in the lab: {link}", link=_one_line(link)) + "\n"
    parts = (
        IMPORTS,
        spec_text(spec),
        training_text(stopped_at),
        results_text(spec, intervals, n_points),
    )
    return "\n".join((head, *parts))


def _one_line(text: str) -> str:
    """Return a text that cannot leave its comment."""
    return "".join(c if c.isprintable() else " " for c in text)
