"""What is looked at in many dimensions."""

import dataclasses
from typing import Any

from nncore.formulas import BoxFormula
from nncore.formulas.tree import variable_names
from nncore.formulas.variables import LETTERS
from nncore.options import option
from nncore.specs import BoxSpec
from nncore.specs.box import limits_from_text
from pages.settings.form import Form
from pages.settings.view import View

#: The choice of an integrand that is typed.
FORMULA = "formula"

#: Parameters over which the integral is drawn.
N_DRAWN = 2


@dataclasses.dataclass(frozen=True)
class BoxView(View):
    """What is looked at in many dimensions.

    Parameters
    ----------
    a, b : tuple of float, optional
        Limits of the integral that is shown, one an input; those of the trained box without them,
        and for inputs where they do not lie in it.
    point : tuple of float, optional
        Values of the parameters, and of the inputs that a section does not have; their middle
        without them.
    across, upwards : int
        The inputs of the section, from 0.
    boxes : str
        A list of the user's own, such as ``"0 1 0 0.5; 0.2 1 0 1"``; empty for random ones.
    box_seed : int
        It draws the random ones.
    n_theta : int
        At how many values of the parameters f is integrated, where the integral is learned.
    """

    a: tuple[float, ...] | None = option(None, optional=True, reader=limits_from_text)
    b: tuple[float, ...] | None = option(None, optional=True, reader=limits_from_text)
    point: tuple[float, ...] | None = option(None, optional=True, reader=limits_from_text)
    across: int = option(0, minimum=0, maximum=7, integer=True)
    upwards: int = option(1, minimum=0, maximum=7, integer=True)
    boxes: str = ""
    box_seed: int = option(0, minimum=0, maximum=2**32 - 1, integer=True)
    n_theta: int = option(500, minimum=1, maximum=20_000, integer=True)


BoxForm = Form[BoxSpec, BoxView]
AnyBoxForm = Form[BoxSpec, Any]


def input_names(spec: BoxSpec) -> tuple[str, ...]:
    """Return what the inputs are called: as the formula has them."""
    function = spec.integrand_in_x.function
    if isinstance(function, BoxFormula) and spec.n_inputs <= len(LETTERS):
        if set(variable_names(function.tree)) & set(LETTERS):
            return tuple(LETTERS[: spec.n_inputs])
    return tuple(f"x{i + 1}" for i in range(spec.n_inputs))
