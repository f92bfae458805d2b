"""A spec as the Python that makes it."""

import math
from typing import Any

from nncore.options import field_names
from nncore.specs import Spec
from nncore.trainers import Trainer


def spec_source(spec: Spec) -> str:
    """Return the constructor call of `spec`, for a program that imports ``nncore``.

    Parameters
    ----------
    spec : Spec
        The experiment.

    Returns
    -------
    str
        An expression of several lines. All the fields stand in it, so that a new default of a
        later version changes nothing.

    Examples
    --------
    >>> from nncore import IntegrationSpec
    >>> print(spec_source(IntegrationSpec())[:41])
    nncore.IntegrationSpec(
        integrand='log',
    """
    return _call(spec, "")


def _call(instance: Any, indent: str) -> str:
    inner = f"{indent}    "
    lines = [
        f"{inner}{name}={_value(getattr(instance, name), inner)},\n"
        for name in field_names(instance)
    ]
    return f"nncore.{type(instance).__name__}(\n{''.join(lines)}{indent})"


def _value(value: Any, indent: str) -> str:
    if isinstance(value, Trainer):
        return _call(value, indent)
    if isinstance(value, float) and math.isinf(value):
        return f"float({str(value)!r})"
    return repr(value)
