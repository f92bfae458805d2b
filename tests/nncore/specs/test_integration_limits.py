"""The limits of an integral as a setting: infinite, reversed, equal, as expressions."""

import json
import math
import pickle
import re

import pytest

import nncore
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt

INFINITE = [
    ("gauss", -math.inf, math.inf, (-1.0, 1.0), math.sqrt(math.pi)),
    ("runge", -math.inf, math.inf, (-1.0, 1.0), math.pi / 5),
    ("x*exp(-x)", 0.0, math.inf, (0.0, 1.0), 1.0),
    ("exp(x)*abs(x+1)", -math.inf, 0.0, (-1.0, 0.0), 2 / math.e),  # by parts, on both sides of -1
]


@pytest.mark.parametrize(("integrand", "lower", "upper", "in_t", "exact"), INFINITE)
def test_an_infinite_interval_is_trained_in_the_mapped_variable(
    integrand, lower, upper, in_t, exact
):
    spec = IntegrationSpec(
        integrand=integrand,
        lower=lower,
        upper=upper,
        nodes="chebyshev",
        n_samples=400,
        n_hidden=30,
        trainer=LevenbergMarquardt(max_iterations=60),
    )
    assert (spec.limits, spec.interval, spec.variable) == ((lower, upper), in_t, "t")
    assert spec.training_integrand.integral(*in_t) == pytest.approx(exact, rel=1e-12)
    *_, last = nncore.train(spec)
    nni = last.network.integral(*in_t)
    claimed = nncore.error_estimate(
        last.network, spec.training_integrand, *in_t, n_samples=spec.n_samples
    )
    assert abs(nni - exact) <= claimed.estimate <= 1e-4 * exact
    assert claimed.corrected == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(("integrand", "lower", "upper", "in_t", "exact"), INFINITE)
def test_an_infinite_interval_travels(integrand, lower, upper, in_t, exact):
    spec = IntegrationSpec(integrand=integrand, lower=lower, upper=upper)
    assert IntegrationSpec.from_query(spec.to_query()) == spec
    written = json.loads(spec.to_json(), parse_constant=pytest.fail)  # JSON knows no Infinity
    assert written["lower"] in (lower, "-inf") and written["upper"] in (upper, "inf")
    assert IntegrationSpec.from_json(spec.to_json()) == spec
    assert pickle.loads(pickle.dumps(spec)).training_integrand == spec.training_integrand


def test_an_infinite_end_may_be_written_as_it_is_shown():
    spec = IntegrationSpec.from_query({"integrand": "gauss", "lower": "−∞", "upper": "∞"})
    assert spec.limits == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"integrand": "1/x", "lower": 1.0, "upper": math.inf}, "fall faster than 1/x"),
        ({"integrand": "x^2", "upper": math.inf}, "cannot be integrated from 0 to inf"),
        ({"lower": math.nan}, "`lower` must be a number, got nan."),
        ({"lower": math.inf}, "`log` cannot be integrated from 100 to inf"),
        ({"lower": math.inf, "upper": math.inf}, "`lower` must be less than `upper`, got inf and"),
    ],
)
def test_an_infinite_interval_without_an_integral_is_refused(fields, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        IntegrationSpec(**fields)


def test_limits_are_expressions_in_queries_and_json():
    spec = IntegrationSpec.from_query({"integrand": "x^2", "lower": "-pi/2", "upper": "0,5"})
    assert (spec.lower, spec.upper) == (-math.pi / 2, 0.5)
    values = {"integrand": "x^2", "lower": "sqrt(2)", "upper": "2pi"}
    assert IntegrationSpec.from_json(json.dumps(values)).limits == (math.sqrt(2), 2 * math.pi)
    assert IntegrationSpec.from_query({"integrand": "exp(-x)", "upper": "oo"}).limits[1] == math.inf
    assert IntegrationSpec.from_query({"noise": "0,5"}).noise == 0.5


@pytest.mark.parametrize(
    ("fields", "interval", "limits"),
    [
        ({"integrand": "x^2", "lower": 1.0, "upper": 0.0}, (0.0, 1.0), (1.0, 0.0)),
        ({"integrand": "x^2", "lower": 3.0}, (1.0, 3.0), (3.0, 1.0)),
        ({"integrand": "runge", "lower": 5.0, "upper": 2.0}, (2.0, 5.0), (5.0, 2.0)),
        ({"integrand": "log", "lower": 200.0}, (100.0, 200.0), (200.0, 100.0)),
        ({"integrand": "x^2", "lower": 2.0, "upper": 2.0}, (1.5, 2.5), (2.0, 2.0)),
        ({"integrand": "log", "lower": 0.0, "upper": 0.0}, (0.0, 1.0), (0.0, 0.0)),
        ({"integrand": "arcsine", "lower": 1.0, "upper": 1.0}, (0.0, 1.0), (1.0, 1.0)),
        ({"integrand": "gauss", "lower": math.inf, "upper": -math.inf}, (-1.0, 1.0), (1.0, -1.0)),
        ({"integrand": "exp(-x)", "lower": math.inf, "upper": 0.0}, (0.0, 1.0), (1.0, 0.0)),
        ({"integrand": "1/(1+x)^2", "upper": 1e9}, (0.0, 1e9), (0.0, 1e9)),
        ({"integrand": "x", "lower": -1e80, "upper": 1e80}, (-1e80, 1e80), (-1e80, 1e80)),
        ({"integrand": "x^2", "lower": 1e4, "upper": 10000.5}, (1e4, 10000.5), (1e4, 10000.5)),
    ],
)
def test_limits_in_any_order_are_trained_between_and_keep_their_order(fields, interval, limits):
    spec = IntegrationSpec(**fields)
    assert spec.interval == interval
    assert spec.integral_limits == limits
    assert IntegrationSpec.from_query(spec.to_query()) == spec
    assert IntegrationSpec.from_json(spec.to_json()) == spec
