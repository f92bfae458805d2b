"""Which data are looked at, and which part of them."""

import dataclasses

from nncore.exports.table_link import unpacked
from nncore.options import option
from nncore.samples.examples import EXAMPLES
from nncore.specs import DataSpec
from pages.settings.form import Form
from pages.settings.view import View

#: The choice of data of one's own.
OWN = "own"


def _code(name: str, text: str) -> str:
    """Return a packed table as it is, if it is whole."""
    unpacked(name, text)
    return text


@dataclasses.dataclass(frozen=True)
class DataView(View):
    """Which data are looked at, and which part of them.

    Parameters
    ----------
    example : str
        A key of `EXAMPLES`, or `OWN`.
    table : str
        Data of one's own in the link, packed; empty where they are too many for it.
    x, y, sigma : str
        Names of columns; empty for the likely ones.
    a, b : float, optional
        Limits of the integral; the first and the last point without them.
    """

    example: str = option(next(iter(EXAMPLES)), choices=(*EXAMPLES, OWN))
    table: str = option("", reader=_code)
    x: str = option("")
    y: str = option("")
    sigma: str = option("")
    a: float | None = option(None, optional=True, minimum=-1e150, maximum=1e150)
    b: float | None = option(None, optional=True, minimum=-1e150, maximum=1e150)


DataForm = Form[DataSpec, DataView]
