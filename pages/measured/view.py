"""Which data are looked at, and which part of them."""

import dataclasses
import re

from nncore.exports.table_link import unpacked
from nncore.messages import SettingError
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


def _key(name: str, text: str) -> str:
    """Return the key of data that are kept, if it can be one."""
    if not re.fullmatch("[0-9a-f]{32}", text):
        raise SettingError(
            "`{name}` must be 32 digits and letters from a to f, got {value}.",
            name=name,
            value=repr(text),
        )
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
    kept : str
        By which key the history keeps data of one's own; empty where it does not.
    x, y, sigma : str
        Names of columns; empty for the likely ones.
    a, b : float, optional
        Limits of the integral; the first and the last point without them.
    """

    example: str = option(next(iter(EXAMPLES)), choices=(*EXAMPLES, OWN))
    table: str = option("", reader=_code)
    kept: str = option("", reader=_key)
    x: str = option("")
    y: str = option("")
    sigma: str = option("")
    a: float | None = option(None, optional=True, minimum=-1e150, maximum=1e150)
    b: float | None = option(None, optional=True, minimum=-1e150, maximum=1e150)


DataForm = Form[DataSpec, DataView]
