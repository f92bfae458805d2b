"""What is looked at in the stencil lab, and the stencils that it offers."""

import dataclasses
from collections.abc import Mapping

from nncore.experiments.stencil_series import SERIES
from nncore.exports.stencil_code import LANGUAGES
from nncore.formulas import Formula, FormulaError
from nncore.formulas.link_text import has_blank_product
from nncore.messages import SettingError, marked
from nncore.options import option, option_of
from nncore.specs import StencilSpec
from nncore.stencils.band_error import BandError
from nncore.stencils.offsets import MAX_OFFSETS
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
#: What an optimum is for that needs no training.
OBJECTIVES = ("fields", "band")
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
    objective : str
        What the optimum of the coefficients is for: ``"fields"``, or the waves of a ``"band"``.
    band_lower, band_upper, weight, norm, speed
        Of the band, see `BandError`.
    zeros_at_pi, n_neighbours : int
        See `nncore.experiments.stencil_coefficients.known_stencils`.
    code : str
        The language in which the coefficients are written out.
    """

    show: str = option("notebook", choices=tuple(SERIES))
    look: str = ""
    alone: str = ""
    field: str = "sin(3*pi*x)"
    preset: str = option("auto", choices=("auto", CUSTOM))
    objective: str = option("fields", choices=OBJECTIVES)
    band_lower: float = option_of(BandError, "lower")
    band_upper: float = option_of(BandError, "upper")
    weight: str = option_of(BandError, "weight")
    norm: str = option_of(BandError, "norm")
    speed: str = option_of(BandError, "speed")
    zeros_at_pi: int = option(0, minimum=0, maximum=MAX_OFFSETS, integer=True)
    n_neighbours: int = option(1, minimum=0, maximum=MAX_OFFSETS // 2, integer=True)
    code: str = option("python", choices=LANGUAGES)

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
