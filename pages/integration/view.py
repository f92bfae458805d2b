"""What is looked at in the NNI lab."""

import dataclasses
from typing import Any

from nncore.comparisons import parse_intervals
from nncore.network.closed_form import LARGEST_LIMIT
from nncore.options import option
from nncore.specs import IntegrationSpec
from pages.settings.form import Form
from pages.settings.view import View

#: The choice of an integrand that is typed.
FORMULA = "formula"


@dataclasses.dataclass(frozen=True)
class IntegrationView(View):
    """What is looked at in the NNI lab.

    Parameters
    ----------
    a, b : float, optional
        Limits of the integral that is shown; None for those of the spec.
    intervals : str
        A list of the user's own, such as ``"0 5; 5 20"``; empty for the notebook's ten.
    n_points : int
        Points of Simpson's rule.
    """

    a: float | None = option(None, optional=True, minimum=-LARGEST_LIMIT, maximum=LARGEST_LIMIT)
    b: float | None = option(None, optional=True, minimum=-LARGEST_LIMIT, maximum=LARGEST_LIMIT)
    intervals: str = ""
    n_points: int = option(100, minimum=3, maximum=100_000, integer=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.intervals:
            parse_intervals(self.intervals)


IntegrationForm = Form[IntegrationSpec, IntegrationView]
AnyIntegrationForm = Form[IntegrationSpec, Any]
