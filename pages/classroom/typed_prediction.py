"""A number that a reader has typed as a prediction."""

from nncore.messages import SettingError, marked
from nncore.options import shown
from nncore.options.decimal_commas import with_decimal_point

_SIGNS = str.maketrans({"−": "-", "–": "-"})

NO_NUMBER = marked("A prediction must be a number such as 0.5 or 3e-4, got {value}.")


def read_number(text: str) -> float:
    """Return the number that a reader has typed, with a point or a comma.

    Raises
    ------
    SettingError
        If it is none.
    """
    try:
        return float(with_decimal_point("prediction", text).translate(_SIGNS))
    except SettingError:
        raise
    except ValueError:
        raise SettingError(NO_NUMBER, value=shown(text)) from None
