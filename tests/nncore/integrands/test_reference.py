"""What is integrable can be trained on, and what is not is refused."""

import math

import numpy as np
import pytest

from benchmarks.integral_cases import DIVERGENT, REFUSED, UNDERESTIMATED, WRONG
from nncore import FormulaError, IntegrationSpec, make_dataset, parse_formula
from nncore.integrands import INTEGRANDS
from nncore.integrands.reference import inner_points, knowledge

CASES = (*WRONG, *UNDERESTIMATED, *REFUSED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
@pytest.mark.parametrize("nodes", ["uniform", "chebyshev", "gauss-legendre"])
def test_what_is_integrable_has_samples(case, nodes):
    spec = IntegrationSpec(
        integrand=case.text, lower=case.lower, upper=case.upper, n_samples=200, nodes=nodes
    )
    with np.errstate(all="ignore"):
        assert np.isfinite(make_dataset(spec).y_train).all()
    lower, upper = spec.interval
    assert spec.training_integrand.integral(lower, upper) == pytest.approx(
        float(case.truth()), rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize(("text", "lower", "upper", "where"), DIVERGENT)
def test_what_diverges_is_refused(text, lower, upper, where):
    with pytest.raises(FormulaError, match="integra"):
        parse_formula(text, lower, upper)


def test_an_antiderivative_does_not_tell_that_an_integral_is_absolute():
    known = knowledge(INTEGRANDS["sinc"], 0.0, math.inf)
    assert known.value == pytest.approx(math.pi / 2)
    assert not known.is_absolute


def test_a_divergent_integral_is_known_to_be():
    known = knowledge(parse_formula("1/x", 1, 2), 0.0, 1.0)
    assert math.isnan(known.value)
    assert "is not integrable at x = 0" in str(known.problem)


@pytest.mark.parametrize(("lower", "upper"), [(0.0, 1.0), (0.0, math.inf), (-math.inf, math.inf)])
def test_inner_points_increase_strictly_inside(lower, upper):
    points = inner_points(lower, upper)
    assert points.size == 1023
    assert np.all(np.diff(points) > 0)
    assert lower < points[0] and points[-1] < upper
