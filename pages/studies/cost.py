"""What a sweep takes, in words: its runs, and its time on the workers of this server."""

from nncore.figures.sweep.trial_columns import axis_title
from nncore.messages import marked, marked_plural, said
from nncore.specs import SweepSpec
from nncore.studies.durations import about_text, duration_text
from pages.app.engine import engine

COST = marked("**{runs}:** {axes} · {wall} on {workers}")

RUNS = marked_plural("{n:,} run", "{n:,} runs")
WORKERS = marked_plural("{n} worker", "{n} workers")
AXIS = "{axis} ({n:,})"


def varying(sweep: SweepSpec) -> list[str]:
    """Return what varies; an axis of one value only sets it."""
    return [name for name, values in sweep.axes.items() if len(values) > 1] or list(sweep.axes)


def cost_text(sweep: SweepSpec) -> str:
    """Write what a sweep takes, in one line of Markdown."""
    return said(COST, **cost_texts(sweep))


def cost_texts(sweep: SweepSpec) -> dict[str, str]:
    """Return the parts of what is said about the cost of a sweep."""
    cost = sweep.cost()
    n_workers = engine().n_workers
    parts = [said(AXIS, axis=axis_title(name), n=len(sweep.axes[name])) for name in varying(sweep)]
    return {
        "runs": said(*RUNS, n=sweep.n_cells),
        "axes": " × ".join(parts),
        "wall": about_text(cost.wall_seconds(n_workers)),
        "total": duration_text(cost.seconds),
        "longest": duration_text(cost.longest),
        "workers": said(*WORKERS, n=n_workers),
    }
