"""What is looked at in the stencil lab, and the stencils that it offers."""

import dataclasses
from collections.abc import Mapping

from nncore.experiments.stencil_series import SERIES
from nncore.formulas import Formula, FormulaError
from nncore.formulas.link_text import has_blank_product
from nncore.messages import SettingError, marked
from nncore.options import option
from nncore.specs import StencilSpec
from pages.settings.form import Form
from pages.settings.view import View

#: Network -> what it is called, where that is no number.
NAMES: Mapping[str, str] = {
    "forward": marked("forward"),
    "backward": marked("backward"),
    "central": marked("central"),
    "own": marked("own"),
}
CUSTOM = "custom"
#: The choice of all the stencils, where one of them may be trained alone.
ALL = "all"
#: Preset of a stencil -> offsets, order of the derivative.
PRESETS: Mapping[str, tuple[tuple[float, ...], int]] = {
    "second": ((-1, 0, 1), 2),
    "five": ((-2, -1, 0, 1, 2), 1),
    "one-sided": ((0, 1, 2), 1),
    "third": ((-2, -1, 1, 2), 3),
}


@dataclasses.dataclass(frozen=True)
class StencilView(View):
    """What is looked at in the stencil lab.

    Parameters
    ----------
    show : str
        The stencils that are trained side by side.
    look : str
        The one of them that the lower charts are about; empty for the last.
    alone : str
        The only one that the buttons are for; empty for all.
    field : str
        The test field u(x), a formula.
    preset : str
        ``"custom"`` while the user makes a stencil, even where it is a well-known one.
    """

    show: str = option("notebook", choices=tuple(SERIES))
    look: str = ""
    alone: str = ""
    field: str = "sin(3*pi*x)"
    preset: str = option("auto", choices=("auto", CUSTOM))

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "field", _without_blank_products(self.field))
        runs = SERIES[self.show](StencilSpec())
        for name in ("look", "alone"):
            value = getattr(self, name)
            if value and value not in runs:
                raise SettingError(
                    "`{name}` must be one of {choices}, got {value}.",
                    name=name,
                    choices=", ".join(runs),
                    value=repr(value),
                )


StencilForm = Form[StencilSpec, StencilView]


def _without_blank_products(text: str) -> str:
    """Return a formula as a link can hold it; what is wrong with it is said elsewhere."""
    if not has_blank_product(text):
        return text
    try:
        return Formula(text).text
    except FormulaError:
        return text
