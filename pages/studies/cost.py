"""What a study takes, in words: its runs, and its time on the workers of this server."""

from nncore.figures.sweep.cells import axis_title
from nncore.specs import SweepSpec
from nncore.studies.durations import about_text, duration_text
from pages.app.engine import engine

COST = "**{runs}:** {axes} · {wall} on {workers}"


def varying(study: SweepSpec) -> list[str]:
    """Return what varies; an axis of one value only sets it."""
    return [name for name, values in study.axes.items() if len(values) > 1] or list(study.axes)


def cost_text(study: SweepSpec) -> str:
    """Write what a study takes, in one line of Markdown."""
    return COST.format(**cost_words(study))


def cost_words(study: SweepSpec) -> dict[str, str]:
    """Return the parts of what is said about the cost of a study."""
    cost = study.cost()
    n_workers = engine().n_workers
    parts = [f"{axis_title(name)} ({len(study.axes[name]):,})" for name in varying(study)]
    return {
        "n": f"{study.n_cells:,}",
        "runs": f"{study.n_cells:,} run" + ("s" if study.n_cells != 1 else ""),
        "axes": " × ".join(parts),
        "wall": about_text(cost.wall_seconds(n_workers)),
        "total": duration_text(cost.seconds),
        "longest": duration_text(cost.longest),
        "workers": f"{n_workers} worker" + ("s" if n_workers != 1 else ""),
    }
