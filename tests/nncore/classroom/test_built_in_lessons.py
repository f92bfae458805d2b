"""What the lessons of the program call true is what the program computes."""

import dataclasses
import math

import numpy as np
import pytest

from nncore import fit_data, notebooks
from nncore.certificates import error_estimate
from nncore.classroom import ChoicePrediction, Library, built_in_folder
from nncore.classroom.lesson_toml import LessonPage
from nncore.comparisons.work_precision import work_precision
from nncore.experiments import train
from nncore.experiments.stencil_series import SERIES
from nncore.notebooks import AS_PRINTED, PUT_RIGHT
from nncore.notebooks.printed_integrals import ROWS
from nncore.quadrature.adaptive_cubature import adaptive_cubature
from nncore.samples.examples import EXAMPLES
from nncore.specs import BoxSpec, IntegrationSpec, StencilSpec
from nncore.specs.wave import WaveSpec
from nncore.trainers import Adam, LevenbergMarquardt

#: A prediction is told with two or three digits.
DIGITS = 0.02
#: Where the order of magnitude is asked for: what time a machine takes, and rounding, are in it.
ORDER = 10.0


def any_settings(query):
    """Settings are checked where the pages are: tests/pages/test_lessons.py."""


PAGES = dict.fromkeys(
    ("integrate", "dimensions", "data", "race", "differentiate", "waves", "autopsy"),
    LessonPage(any_settings),
)
LESSONS, PROBLEMS = Library(PAGES, built_in_folder()).look()


def truth(name, step):
    return LESSONS[name].steps[step - 1].prediction.truth


def spec_of(name, step):
    """Return the experiment of a step on Integrate."""
    settings = LESSONS[name].settings_at(step)
    spec = {key: text for key, text in settings.items() if key not in ("pace", "a", "b")}
    return IntegrationSpec.from_query(spec)


def trained(spec):
    *_, last = train(spec)
    return last


def test_all_files_are_lessons():
    assert PROBLEMS == [] and len(LESSONS) >= 9
    for lesson in LESSONS.values():
        assert lesson.steps[0].settings  # whoever comes finds the same page


@pytest.fixture(scope="module")
def network():
    return notebooks.stored_network().network


def errors(network, **switches):
    quirks = dataclasses.replace(AS_PRINTED, **switches)
    return notebooks.autopsy(network, quirks).comparison.nni_error


def test_why_the_notebook_drifts(network):
    printed = errors(network)
    assert printed[1:3] == pytest.approx([1.52, 2.61], rel=DIGITS) and np.isinf(printed[3])
    finite = errors(network, exponential_overflows=False, intervals_leave_training=False)
    assert finite[3] == pytest.approx(truth("drift", 1), rel=DIGITS)
    assert np.diff(finite[1:6]) == pytest.approx(1.09, abs=0.05)
    assert network.output_bias == pytest.approx(-0.109, rel=DIGITS)
    right = notebooks.autopsy(network, PUT_RIGHT)
    assert right.comparison.nni_error[1] == pytest.approx(truth("drift", 2), rel=DIGITS)
    assert not right.breaks_bound.any()
    # What refutes that the network fits badly there: the error is far beyond the bound.
    assert (right.intervals[3], round(right.bound[3], 3)) == ((15.0, 50.0), 0.034)


def test_where_exp_overflows(network):
    assert math.log(np.finfo(np.float32).max) == pytest.approx(truth("overflow", 1), rel=1e-3)
    assert math.log(np.finfo(np.float64).max) == pytest.approx(709.8, rel=1e-4)
    printed = notebooks.autopsy(network, AS_PRINTED)
    assert (printed.n_infinite, printed.n_nan) == (4, 3)
    assert np.isfinite(errors(network, exponential_overflows=False)).all()
    single = notebooks.autopsy(network, dataclasses.replace(AS_PRINTED, precision="float32"))
    assert (single.n_infinite, single.n_nan) == (0, 9)
    is_inside = [b <= 100 for _, b in single.intervals]
    assert single.intervals[1] == (5.0, 20.0) and is_inside[1]
    assert np.isnan(single.comparison.nni[1])
    assert np.all(network.hidden_weights != 0)


def test_how_many_printed_integrals_are_no_numbers():
    assert len(ROWS) == 10 and sum(not math.isfinite(row.nni) for row in ROWS) == 6


def test_the_right_choice_stands_in_no_place_more_often_than_half_the_time():
    places = [
        part.truth
        for lesson in LESSONS.values()
        for step in lesson.steps
        for part in (step.prediction, step.question)
        if part is not None and hasattr(part, "choices")
    ]
    counts = [places.count(place) for place in (1, 2, 3)]
    assert all(0 < count <= len(places) / 2 for count in counts), counts


def test_what_a_prediction_is_about_is_not_on_the_screen_before():
    """Each prediction of a number is about what comes by playing, or what the page leaves out."""
    for lesson in LESSONS.values():
        for step in lesson.steps:
            if step.prediction is not None and not isinstance(step.prediction, ChoicePrediction):
                assert step.conceal or step.reveal or step.plays, lesson.name


@pytest.mark.slow
def test_what_the_central_stencil_learns():
    weight = trained(StencilSpec()).coefficients[-1]
    assert weight == pytest.approx(truth("stencil", 1), abs=1e-3)
    slow = trained(StencilSpec(max_mode=8)).coefficients[-1]
    assert abs(slow - 0.5) < 0.5 * abs(weight - 0.5)


@pytest.mark.slow
def test_what_a_hundred_times_more_waves_change():
    """Less than another seed does, and far less than the way to 0.5."""
    series = SERIES["data"](StencilSpec())
    by_size = [trained(spec).coefficients[-1] for spec in series.values()]
    by_seed = [
        trained(dataclasses.replace(series["500"], seed=seed)).coefficients[-1] for seed in (0, 3)
    ]
    assert np.ptp(by_size) <= np.ptp(by_seed) < 2e-3
    assert min(by_size) > 0.515


@pytest.mark.slow
def test_who_is_ahead_with_few_units():
    spec = dataclasses.replace(
        IntegrationSpec(integrand="runge", n_hidden=20, initializer="glorot", n_samples=1_000),
        trainer=LevenbergMarquardt(max_iterations=1_500),
    )
    found = {}
    for trainer in (spec.trainer, Adam(learning_rate=0.01, epochs=300)):
        last = trained(dataclasses.replace(spec, trainer=trainer))
        exact = spec.training_integrand.integral(*spec.interval)
        found[trainer.name] = abs(last.network.integral(*spec.interval) - exact)
    assert 1 / ORDER < found["levenberg-marquardt"] / truth("trainers", 1) < ORDER
    assert found["adam"] > 1e5 * truth("trainers", 1)


def test_what_gauss_legendre_needs_for_a_cosine():
    """As the page counts it; a rule with NumPy's nodes is then as accurate as the network."""
    spec = spec_of("worth", 1)
    network = trained(spec).network
    error = abs(network.integral(0, 6) - math.sin(6))
    assert error == pytest.approx(3e-8, rel=1.0)
    found = work_precision(spec.training_integrand, [(spec.n_samples, network)], *spec.interval)
    even = found.break_even("gauss-legendre")
    assert even.evaluations == pytest.approx(truth("worth", 1), rel=0.3)
    assert even.n_limits == pytest.approx(112, rel=0.3)
    nodes, weights = np.polynomial.legendre.leggauss(round(even.evaluations))
    assert abs(3 * np.cos(3 + 3 * nodes) @ weights - math.sin(6)) <= error


def test_what_a_needle_does():
    spec = spec_of("wrong", 1)
    last = trained(spec)
    error = abs(last.network.integral(0, 2) - (math.sin(2) + math.sqrt(math.pi) / 20_000))
    assert error == pytest.approx(truth("wrong", 1), rel=DIGITS)
    assert last.validation_loss < 1e-11
    estimated = error_estimate(last.network, spec.training_integrand, 0.0, 2.0)
    assert estimated.estimate == pytest.approx(error, rel=DIGITS)


def test_what_is_outside():
    network = trained(spec_of("outside", 2)).network
    assert abs(network.integral(0, 6) - math.sin(6)) < 1e-6
    assert abs(network.integral(0, 8) - math.sin(8)) == pytest.approx(
        truth("outside", 2), rel=10 * DIGITS
    )


def test_cubature_is_ahead_on_one_box():
    """With as many evaluations as the network has had, and rounding alone left."""
    query = LESSONS["dimensions"].settings_at(1)
    spec = BoxSpec.from_query({key: text for key, text in query.items() if key != "pace"})
    lower, upper = spec.integral_limits
    f = spec.integrand_in_x
    exact = f.integral(lower, upper)
    rule = adaptive_cubature(f, lower, upper, rule="gk21", n_evaluations=spec.n_samples)
    error = abs(trained(spec).network.integral(lower, upper) - exact)
    assert abs(rule.value - exact) < 1e-14 < error


def test_how_late_a_wave_is():
    """By the speed of the central difference, sin θ/θ, and not by what the page integrates."""
    spec = WaveSpec.from_query(
        {k: t for k, t in LESSONS["waves"].settings_at(1).items() if k != "playing_speed"}
    )
    theta = 2 * math.pi * spec.n_waves / spec.n_points
    slowness = 1 - math.sin(theta) / theta
    assert slowness == pytest.approx(0.037, rel=DIGITS)
    late = spec.n_waves * spec.periods * slowness
    assert late == pytest.approx(truth("waves", 1), rel=DIGITS)


def test_how_sure_the_way_of_a_cart_is():
    example = EXAMPLES["cart"]
    _, error = fit_data(example.data).integral(0.0, 6.0)
    assert float(error) == pytest.approx(truth("cart", 1), rel=3 * DIGITS)
    assert example.noise == 0.04 and len(example.data.x) == 61
    # The trapezoid's, from the noise alone: a sum of independent readings, the ends by halves.
    assert 0.1 * 0.04 * math.sqrt(59.5) == pytest.approx(0.031, rel=DIGITS)
