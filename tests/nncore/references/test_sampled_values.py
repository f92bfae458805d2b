"""What samples in float64 do not tell: the two rules agree on it, and are not believed."""

import math

import pytest
from mpmath import mp, mpf

from nncore.formulas import Formula
from nncore.integrands import Integrand
from nncore.references import ReferenceFailure, reference

INFINITE = math.inf


def known(text, lower, upper):
    return reference(Integrand(text, text, 0.0, 1.0, Formula(text)), lower, upper)


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(tan(asin(x/x)))",
        "tan(asin(x/x))",
        "tan(acos(x-x))*x",
        "1/tan(2*asin(x/x))",
        "log(sin(2*acos(-x/x)))",
        "x/(sin(x)^2+cos(x)^2-1)",
        "1/log(exp(x)*exp(-x))",
    ],
)
@pytest.mark.parametrize("limits", [(0, 1), (-2, 3), (0, INFINITE)])
def test_what_is_infinite_or_undefined_everywhere_has_no_integral(text, limits):
    with pytest.raises(ReferenceFailure):
        known(text, *limits)


@pytest.mark.parametrize(
    ("text", "limits", "truth"),
    [
        (
            "sqrt(1+(exp(x)+1e40-1e40))",
            (0, 1),
            lambda: mp.quad(lambda x: mp.sqrt(1 + mp.exp(x)), [0, 1]),
        ),
        ("exp(log(x)+1e30-1e30)", (1, 2), lambda: mpf(1.5)),
        ("cos(x)/(1+x^2)+exp(-(x-1e4)^2)", (0, INFINITE), lambda: half_wave() + mp.sqrt(mp.pi)),
        ("cos(x)*(1/(1+x^2)+exp(-(x-1e4)^2))", (0, INFINITE), lambda: half_wave() + far_wave()),
        ("cos(x)/(1+x^2)+1e3/(1+(x-1e5)^2)^2", (0, INFINITE), lambda: half_wave() + far_peak()),
        ("cos(1e5*x)/(1+x^2)+exp(-(x-2)^2*1e4)", (0, INFINITE), lambda: fast_wave()),
        ("sin(1/x)+exp(-(x-1e-4)^2*1e10)", (0, 1), lambda: inverse_wave()),
    ],
)
def test_what_lies_between_or_behind_the_samples_is_in_the_error(text, limits, truth):
    """The value is known within its error, or it is not known."""
    try:
        found = known(text, *limits)
    except ReferenceFailure:
        return
    with mp.workdps(50):
        assert abs(mpf(found.value) - truth()) <= found.error


def half_wave():
    """The integral of cos(x)/(1+x^2) over the positive axis."""
    return mp.pi / (2 * mp.e)


def far_wave():
    return mp.sqrt(mp.pi) * mp.exp(mpf(-1) / 4) * mp.cos(10**4)


def far_peak():
    """The integral of 1000/(1+(x-1e5)^2)^2 over the positive axis."""
    u = mpf(10) ** 5
    return 500 * (mp.atan(u) + mp.pi / 2 + u / (1 + u * u))


def fast_wave():
    """Of cos(1e5 x)/(1+x^2), and of a peak of width 0.01 at 2 that lies on the axis entirely."""
    return mp.pi / 2 * mp.exp(-(mpf(10) ** 5)) + mp.sqrt(mp.pi) / 100


def inverse_wave():
    """Of sin(1/x), and of a peak of width 1e-5 at 1e-4."""
    peak = mp.sqrt(mp.pi) / 2 * mpf(10) ** -5 * (1 + mp.erf(10))
    return mp.sin(1) - mp.ci(1) + peak


@pytest.mark.parametrize(
    ("text", "limits", "truth"),
    [
        ("sin(1/x)", (0, 1), lambda: mp.sin(1) - mp.ci(1)),
        ("sin(1/(x-0.3))^2*0+cos(x)/(1+x^2)", (1, 1.5), lambda: None),
        ("sqrt(1-cos(x))", (-1, 1), lambda: 4 * mp.sqrt(2) * (1 - mp.cos(mpf("0.5")))),
        ("abs(sin(exp(x)))", (0, 3), lambda: None),
        ("max(sin(x); x^2-x)^1.5", (0.1, 2), lambda: None),
        ("exp(-abs(x-cos(x)))", (0, 1), lambda: None),
    ],
)
def test_what_samples_do_tell_is_known(text, limits, truth):
    found = known(text, *limits)
    with mp.workdps(50):
        expected = truth()
        assert expected is None or abs(mpf(found.value) - expected) <= found.error
    assert found.error < 1e-6
