"""Every function, in each arithmetic, beside mpmath."""

import mpmath as mp
import numpy as np
import pytest

from nncore.formulas import Formula
from nncore.formulas.ball_arithmetic import values_at
from nncore.formulas.taylor_arithmetic import taylor_coefficients
from nncore.formulas.vocabulary import ELEMENTARY

POINTS = np.array([-2.7, -0.8, -0.3, 0.0, 0.2, 0.7, 1.4, 3.2, 11.7])
RTOL = 1e-13
"""Functions are right to a few ulps, and 1 - erf or a zero of J0 costs a digit or two."""

DERIVATIVES_RTOL = 1e-9
"""Up to the third derivative, by recurrences that cancel a little."""

MEANINGS = {
    **{name: getattr(mp, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "sec")},
    **{name: getattr(mp, name) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
    **{name: getattr(mp, name) for name in ("csc", "cot", "sech", "csch", "coth", "exp", "log")},
    **{name: getattr(mp, name) for name in ("log10", "expm1", "sqrt", "erf", "erfc", "gamma")},
    **{name: getattr(mp, name) for name in ("sinc", "floor", "ceil", "sign", "j0", "j1")},
    "log2": lambda x: mp.log(x, 2),
    "log1p": mp.log1p,
    "abs": abs,
    "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
    "heaviside": lambda x: (1 + mp.sign(x)) / 2,
}


def _exact(function, point):
    """Return the real value, or None where there is none."""
    try:
        value = mp.mpmathify(function(mp.mpf(point)))
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return value if isinstance(value, mp.mpf) and mp.isfinite(value) else None


def test_every_function_is_tried():
    assert set(ELEMENTARY) <= set(MEANINGS)


@pytest.mark.parametrize("name", MEANINGS)
def test_values(name):
    formula = Formula(f"{name}(x)")
    with np.errstate(all="ignore"):
        values, balls = formula(POINTS), values_at(formula.tree, POINTS)
    for x, value, ball in zip(POINTS.tolist(), values, balls, strict=True):
        exact = _exact(MEANINGS[name], x)
        if exact is None:
            assert not np.isfinite(value)
            assert np.isnan(ball)
            continue
        assert float(value) == pytest.approx(float(exact), rel=RTOL, abs=1e-300)
        if not np.isnan(ball):
            assert float(ball) == pytest.approx(float(exact), rel=1e-15, abs=1e-300)
    assert np.isfinite(balls).sum() >= np.isfinite(values).sum() - 1


@pytest.mark.parametrize("name", MEANINGS)
@pytest.mark.parametrize("inner", ["x", "x^2/3 + 1/5"])
def test_derivatives(name, inner):
    points = np.array([-0.6, 0.15, 0.85, 1.3])
    tree = Formula(f"{name}({inner})").tree
    series = taylor_coefficients(tree, points, 3)

    def exact(x):
        return MEANINGS[name](x if inner == "x" else x**2 / 3 + mp.mpf(1) / 5)

    n_compared = 0
    for j, point in enumerate(points.tolist()):
        if _exact(exact, point) is None or (name == "gamma" and point < 0):
            continue
        with mp.workdps(60):
            terms = mp.taylor(exact, mp.mpf(point), 3)
        expected = [float(term) for term in terms]
        assert series[:, j] == pytest.approx(expected, rel=DERIVATIVES_RTOL, abs=1e-11)
        n_compared += 1
    assert n_compared >= (1 if name == "acosh" else 2) or (name, inner) == ("acosh", "x^2/3 + 1/5")


def _in_three_pieces(x):
    if x < 0:
        return 0
    return x if x <= 1 else 5


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("max(x, 1 - x)", lambda x: max(x, 1 - x)),
        ("min(x, 1 - x, x^2)", lambda x: min(x, 1 - x, x**2)),
        ("where(x < 1, log(2 - x), x^2)", lambda x: np.log(2 - x) if x < 1 else x**2),
        ("where(0 <= x < 1, 3, x)", lambda x: 3 if 0 <= x < 1 else x),
        ("piecewise((0, x < 0), (x, x <= 1), (5, True))", _in_three_pieces),
        ("piecewise(0, x < 0, x, x <= 1, 5)", _in_three_pieces),
        ("pow(x, 2) + besselj(0, 0*x)", lambda x: x**2 + 1),
        ("max(0; 0,5x)", lambda x: max(0, 0.5 * x)),
    ],
)
def test_choices(text, exact):
    x = np.array([-1.5, -0.25, 0.0, 0.5, 1.0, 1.75, 2.5])
    formula = Formula(text)
    expected = [exact(point) for point in x.tolist()]
    with np.errstate(all="ignore"):  # of the operand that is not chosen
        values = formula(x)
    assert values == pytest.approx(expected, rel=1e-15)
    assert values_at(formula.tree, x) == pytest.approx(expected, rel=1e-15)
    assert taylor_coefficients(formula.tree, x, 0)[0, [0, 3, 6]] == pytest.approx(
        [expected[j] for j in (0, 3, 6)], rel=1e-15
    )
    assert Formula(formula.text).tree == formula.tree
