"""Curves as they were at a moment of a run, over how they went on."""

from nncore.figures.style import Figure

_FAINT = 0.3


def over_the_whole(earlier: Figure, whole: Figure) -> Figure:
    """Draw the curves of a run up to a moment, and faintly all of them.

    The axes are those of the whole, so that they stand still while moments are compared.

    Parameters
    ----------
    earlier, whole : dict
        Figures of the same run, then and at its end.
    """
    still = {"opacity": _FAINT, "showlegend": False, "hoverinfo": "skip"}
    faint = [trace | still for trace in whole["data"]]
    return {"data": [*earlier["data"], *faint], "layout": whole["layout"]}
