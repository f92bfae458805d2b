"""The stencils that are compared, each with its look: never by colour alone."""

from dataclasses import dataclass
from typing import Any

from nncore.figures.style import EXACT, NNI, OPTIMUM, TAYLOR
from nncore.messages import marked, said


@dataclass(frozen=True)
class Look:
    """How one method is drawn.

    Parameters
    ----------
    label : str
        In legends, in English.
    color : str
        Of line and bar.
    dash : str
        Of the line.
    pattern : str
        Of the bar, as Plotly names it; empty for a filled one.
    width : float
        Of the line, in pixels.
    """

    label: str
    color: str
    dash: str
    pattern: str
    width: float = 2.0

    def line(self, **more: Any) -> dict[str, Any]:
        """Return Plotly's line."""
        return {"color": self.color, "dash": self.dash, "width": self.width, **more}

    def marker(self) -> dict[str, Any]:
        """Return Plotly's marker of a bar."""
        if not self.pattern:
            return {"color": self.color}
        return {
            "color": self.color,
            "pattern": {"shape": self.pattern, "fillmode": "replace", "solidity": 0.5, "size": 6},
        }


def weight_title(derivative_order: int) -> str:
    """Return the title of an axis of dimensionless coefficients."""
    power = "" if derivative_order == 1 else f"<sup>{derivative_order}</sup>"
    return said("weight × Δx{power}", power=power)


LOOKS = {
    "learned": Look(marked("learned"), NNI, "solid", "", 2.5),
    "optimum": Look(marked("optimum"), OPTIMUM, "dash", "/"),
    "taylor": Look(marked("Taylor"), TAYLOR, "dot", "x"),
    "notebook": Look(marked("notebook"), EXACT, "dashdot", "."),
}


def note(text: str, **options: Any) -> dict[str, Any]:
    """Return a Plotly annotation: a few words in a small chart, without an arrow."""
    return {"text": text, "showarrow": False, "font": {"size": 11}, "borderpad": 1, **options}
