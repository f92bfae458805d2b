r"""Stencils that are consistent by construction: a parametrisation of the moment conditions.

A stencil of coefficients :math:`c_p` at the offsets :math:`s_p` approximates the derivative of
order d with an error of order r if :math:`\sum_p c_p s_p^m = m!\,\delta_{md}` for
:math:`m = 0, \dots, d + r - 1`. These conditions are linear, and so are their solutions

.. math:: c = c_0 + Z z, \qquad \sum_p s_p^m Z_{pj} = 0,

with as many free numbers z as there are more offsets than conditions. Whatever z a fit arrives
at, the stencil converges with order r, or one more if it is symmetric.

The highest r is that of Taylor's stencil: the number of offsets minus d, and one more where the
offsets are symmetric and the next moment vanishes by itself, as for (1, -2, 1).
"""

from collections.abc import Iterable

import numpy as np
from numpy.polynomial import legendre

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options import is_whole
from nncore.options.ranges import AT_LEAST
from nncore.stencils.finite_differences import accuracy_order, taylor_fractions, taylor_stencil
from nncore.stencils.offsets import Number, derivative_name, exact_offset


def moment_parametrisation(
    offsets: Iterable[Number], derivative_order: int, constraint: int | None
) -> tuple[FloatArray, FloatArray]:
    r"""Return :math:`c_0` and Z of all the stencils :math:`c_0 + Z z` that meet the conditions.

    :math:`c_0` is Taylor's stencil, which meets these conditions and all the others that the
    offsets allow, so that z is the deviation from it; the columns of Z are orthonormal, so that
    :math:`z = Z^T (c - c_0)` and :math:`|z| = |c - c_0|`.

    Parameters
    ----------
    offsets : iterable of number
        As in `taylor_stencil`, k of them.
    derivative_order : int
        d, of the derivative that the stencil approximates.
    constraint : int or None
        The order of consistency r, which makes d + r conditions; None makes none, with
        :math:`c_0 = 0` and Z the identity.

    Returns
    -------
    start : ndarray
        :math:`c_0`, shape (k,), dimensionless.
    directions : ndarray
        Z, shape (k, max(0, k - d - r)); no columns where the conditions leave a single stencil.

    Raises
    ------
    ValueError
        See `taylor_stencil` and `check_constraint`.
    """
    exact = tuple(map(exact_offset, offsets))
    taylor = taylor_stencil(exact, derivative_order)
    check_constraint(exact, derivative_order, constraint)
    if constraint is None:
        return np.zeros(len(exact)), np.eye(len(exact))
    # The homogeneous conditions say that the stencil gives 0 for every polynomial of a degree
    # below d + r: any basis of these will do, and Legendre's is far better conditioned than the
    # powers of s.
    n_conditions = derivative_order + constraint
    middle, half = (max(exact) + min(exact)) / 2, (max(exact) - min(exact)) / 2
    scaled = np.array([float((offset - middle) / half) for offset in exact])
    basis, _ = np.linalg.qr(legendre.legvander(scaled, n_conditions - 1), mode="complete")
    return taylor, basis[:, n_conditions:]


def n_free_weights(offsets: Iterable[Number], derivative_order: int, constraint: int | None) -> int:
    """Return how many weights the conditions leave to learn.

    Parameters
    ----------
    offsets, derivative_order
        As in `taylor_stencil`.
    constraint : int or None
        The order of consistency, as in `moment_parametrisation`.

    Raises
    ------
    ValueError
        See `taylor_stencil` and `check_constraint`.
    """
    exact = tuple(offsets)
    check_constraint(exact, derivative_order, constraint)
    return len(exact) if constraint is None else max(0, len(exact) - derivative_order - constraint)


def highest_constraint(offsets: Iterable[Number], derivative_order: int) -> int:
    """Return the highest order of consistency that the offsets allow: that of Taylor's stencil.

    Parameters
    ----------
    offsets, derivative_order
        As in `taylor_stencil`.

    Raises
    ------
    ValueError
        See `taylor_stencil`.

    Examples
    --------
    >>> highest_constraint((-1, 0, 1), 2), highest_constraint((0, 1, 2), 2)
    (2, 1)
    """
    exact = tuple(map(exact_offset, offsets))
    return accuracy_order(exact, taylor_fractions(exact, derivative_order), derivative_order)


def check_constraint(
    offsets: Iterable[Number], derivative_order: int, constraint: int | None
) -> None:
    """Raise ValueError unless a stencil on the offsets can be consistent of this order.

    Parameters
    ----------
    offsets, derivative_order
        As in `taylor_stencil`.
    constraint : int or None
        The order of consistency; None is always allowed.

    Raises
    ------
    ValueError
        If the constraint is not a whole number from 1 to `highest_constraint`.
    """
    if constraint is None:
        return
    if not is_whole(constraint):
        raise SettingError(
            "`{name}` must be a whole number or none, got {value!r}.",
            name="constraint",
            value=constraint,
        )
    if constraint < 1:
        raise SettingError(AT_LEAST, name="constraint", bound=1, value=constraint)
    exact = tuple(offsets)
    highest = highest_constraint(exact, derivative_order)
    if constraint > highest:
        raise SettingError(
            "`{name}` must be at most {highest} for the {derivative} on {n_offsets} offsets, "
            "got {value}; add offsets.",
            name="constraint",
            highest=highest,
            derivative=derivative_name(derivative_order),
            n_offsets=len(exact),
            value=constraint,
        )
