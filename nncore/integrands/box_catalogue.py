"""The catalogue of integrands over boxes: families from which a seed draws one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nncore.integrands.box_family import BoxFamily
from nncore.integrands.box_integrand import BoxIntegrand
from nncore.integrands.genz import GENZ
from nncore.integrands.parametric import PARAMETRIC
from nncore.messages import SettingError

BOX_INTEGRANDS: Mapping[str, BoxFamily] = MappingProxyType(
    {family.name: family for family in (*GENZ, *PARAMETRIC)}
)


def box_integrand(
    name: str,
    n_inputs: int,
    *,
    n_parameters: int | None = None,
    difficulty: float | None = None,
    seed: int = 0,
) -> BoxIntegrand:
    """Draw an integrand of a family of the catalogue; see `BoxFamily.member`.

    Parameters
    ----------
    name : str
        A key of `BOX_INTEGRANDS`.
    n_inputs, n_parameters, difficulty, seed
        As for `BoxFamily.member`.

    Raises
    ------
    ValueError
        If there is no such family, or the numbers do not fit each other.

    Examples
    --------
    >>> round(box_integrand("genz-corner-peak", 2, seed=3).integral([0, 0], [1, 1]), 4)
    0.1826
    """
    if name not in BOX_INTEGRANDS:
        raise SettingError(
            "`{name}` must be one of {choices}, got {value}.",
            name="integrand",
            choices=", ".join(BOX_INTEGRANDS),
            value=name,
        )
    return BOX_INTEGRANDS[name].member(
        n_inputs, n_parameters=n_parameters, difficulty=difficulty, seed=seed
    )
