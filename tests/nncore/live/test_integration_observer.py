"""What a worker says of a network is what a page would find out itself."""

import dataclasses
import pickle

import numpy as np
import pytest

from nncore.certificates import Certificate
from nncore.comparisons import compare, references
from nncore.experiments import start_network
from nncore.figures import fit_figure
from nncore.figures.fit import FitBackground
from nncore.live.integration_observer import IntegrationObserver
from nncore.specs import IntegrationSpec

SPECS = {
    "exp": IntegrationSpec(integrand="exp", n_hidden=4, n_samples=30),
    "singular at an end": IntegrationSpec(integrand="log", n_hidden=5, n_samples=40),
    "a formula": IntegrationSpec(
        integrand="x^2+1", lower=0.0, upper=3.0, n_hidden=6, n_samples=40, activation="tanh"
    ),
}
# Of sums over other numbers of intervals at once: of the integral, and of its error, of which two
# digits are shown.
ROUNDING, ERROR_ROUNDING = 1e-14, 1e-9
NAMES = ("estimate", "bound", "corrected", "corrected_error")


@pytest.fixture(params=SPECS.values(), ids=SPECS.keys())
def spec(request):
    return request.param


def limits_of(spec, name):
    lower, upper = spec.interval
    middle = 0.25 * lower + 0.75 * upper
    beyond = upper + 0.5 * (upper - lower)
    return {"inside": (lower, middle), "reversed": (upper, middle), "beyond": (middle, beyond)}[
        name
    ]


def observer_of(spec, name="inside"):
    lower, upper = spec.interval
    intervals = ((lower, upper), (0.5 * (lower + upper), upper))
    return IntegrationObserver(limits_of(spec, name), intervals, n_points=11)


def certificate(spec, intervals):
    limits = np.array(intervals)
    return Certificate.of(
        *(spec.training_integrand, limits[:, 0], limits[:, 1], spec.n_training_samples),
        training_interval=spec.interval,
        n_hidden=spec.n_hidden,
    )


def check_comparison(found, expected):
    assert found.references.intervals == expected.references.intervals
    for name in ("exact", "sni"):
        np.testing.assert_array_equal(
            getattr(found.references, name), getattr(expected.references, name)
        )
    for name in ("nni", "nni_error", "sni_error", "divergence", "extrapolated"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


@pytest.mark.parametrize("name", ["inside", "reversed", "beyond"])
def test_it_says_what_comparison_and_certificate_say(spec, name):
    network, observer = start_network(spec), observer_of(spec, name)
    seen = observer(spec, network)
    for intervals, compared, judged in (
        ((observer.limits,), seen.compared, seen.judged),
        (observer.intervals, seen.listed, seen.listed_judged),
    ):
        expected = references(spec.training_integrand, intervals, observer.n_points)
        check_comparison(compared, compare(network, expected, spec.interval))
        direct = certificate(spec, intervals).judge(network)
        # Intervals that are judged together share their points, so that there are others.
        assert judged.n_points.shape == (len(intervals),) and np.all(judged.n_points > 0)
        rounding = ROUNDING * float(np.max(np.abs(direct.corrected)))
        for part in NAMES:
            assert getattr(judged, part).shape == (len(intervals),)
            found, wanted = getattr(judged, part), np.ravel(getattr(direct, part))
            np.testing.assert_allclose(found, wanted, ERROR_ROUNDING, rounding, err_msg=part)


@pytest.mark.parametrize("name", ["inside", "beyond"])
def test_what_is_drawn_of_it_is_the_network_as_far_as_the_limits_reach(spec, name):
    network, observer = start_network(spec), observer_of(spec, name)
    none = np.empty(0)
    background = FitBackground.of(
        spec.training_integrand, *spec.interval, none, none, spec.variable
    )
    background = background.reaching(spec.training_integrand, observer.limits)
    seen = observer(spec, network)
    drawn = fit_figure(background, seen.curve, observer.limits)
    assert drawn == fit_figure(background, network, observer.limits)
    curve = next(trace for trace in drawn["data"] if trace["name"] == "network")
    x = np.array(curve["x"], float)
    assert x.max() >= max(observer.limits) - 0.01 * np.ptp(x)
    # Seven digits are drawn, of x too: where the network is steep, y follows it.
    np.testing.assert_allclose(np.array(curve["y"], float), network(x), rtol=1e-5, atol=1e-5)


def test_it_travels_to_a_worker_and_its_answer_back(spec):
    observer, network = observer_of(spec), start_network(spec)
    sent = pickle.loads(pickle.dumps(observer))
    assert sent == observer and hash(sent) == hash(observer)
    seen, answered = observer(spec, network), pickle.loads(pickle.dumps(sent(spec, network)))
    check_comparison(answered.compared, seen.compared)
    np.testing.assert_array_equal(answered.judged.estimate, seen.judged.estimate)
    np.testing.assert_array_equal(answered.curve.fitted, seen.curve.fitted)


def test_who_looks_at_something_else_is_another_observer(spec):
    observer = observer_of(spec)
    for changes in (
        {"limits": limits_of(spec, "reversed")},
        {"intervals": observer.intervals[:1]},
        {"n_points": 12},
    ):
        assert dataclasses.replace(observer, **changes) != observer
