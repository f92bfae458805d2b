"""Kinks and narrow peaks that the quadrature is told of."""

import math

import pytest

from nncore.formulas import parse_formula


def test_breakpoints_are_kinks_and_narrow_peaks():
    assert parse_formula("abs(x-1/3)").breakpoints == pytest.approx((1 / 3,), abs=1e-15)
    assert parse_formula("sign(x-0.5)*abs(0*x)").breakpoints == (0.5,)
    assert parse_formula("cos(x)").breakpoints == ()
    peak = parse_formula("exp(-1e6*(x-0.3)^2)")
    assert len(peak.breakpoints) == 3
    assert peak.integral(0, 1) == pytest.approx(math.sqrt(math.pi) / 1000, rel=1e-13)
    # 955 kinks are an oscillation, and the adaptive rule has to resolve it by itself.
    assert parse_formula("x + 1e-9*abs(sin(3000*x))").breakpoints == ()
    assert len(parse_formula("abs(sin(100*x))").breakpoints) == 31
