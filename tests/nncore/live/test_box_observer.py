"""What a page sees of a network that is trained on a box."""

import dataclasses
import math
import pickle

import numpy as np
import pytest

from nncore import BoxSpec, box_error_estimate
from nncore.comparisons.box_problem import known_integral
from nncore.comparisons.marginals import network_marginals
from nncore.experiments import start_network
from nncore.live.box_observer import (
    BoxObserver,
    MarginalsOf,
    OverBoxes,
    OverParameters,
    problems_over,
    section_of,
)

CASES = {
    "two inputs": (
        BoxSpec(n_hidden=4, n_samples=50),
        BoxObserver((0.0, 0.25), (0.5, 1.0), (0, 1), (0.5, 0.5)),
    ),
    "parameters": (
        BoxSpec("theta-gaussian", n_inputs=4, n_hidden=4, n_samples=50),
        BoxObserver((0.0, 0.25), (0.5, 1.0), (3, 0), (0.5, 0.5, 0.4, 1.2)),
    ),
    "one input": (
        BoxSpec("exp(-x)*sin(3*x)", n_inputs=1, n_hidden=4, n_samples=50),
        BoxObserver((0.2,), (0.9,), (0,), (0.5,)),
    ),
}
# The same sums, in another process or made again.
SAME = 1e-14


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request):
    return request.param


def test_it_says_what_network_and_certificate_say(case):
    spec, observer = case
    network, problem = start_network(spec), observer.problem(spec)
    assert problem.over == spec.over and len(problem.rest) == len(spec.theta)
    seen = observer(spec, network)
    assert seen.nni == problem.network_integral(network)
    known = known_integral(problem)
    judged = box_error_estimate(
        network,
        *(spec.integrand_in_x, observer.lower, observer.upper),
        over=spec.over,
        rest=problem.rest,
    )
    assert seen.judged.estimate == pytest.approx(judged.estimate, rel=SAME)
    assert known.error_range(seen.nni)[1] <= judged.estimate + 2 * known.error
    assert seen.beside is None
    section = section_of(spec, observer.axes, observer.point)
    np.testing.assert_array_equal(seen.values.fitted, network(section.points).astype(np.float32))


def test_it_travels_to_a_worker_and_its_answer_back(case):
    spec, observer = case
    sent = pickle.loads(pickle.dumps((spec, observer)))
    assert sent == (spec, observer) and hash(sent) == hash((spec, observer))
    network = start_network(spec)
    seen = observer(spec, network)
    answered = pickle.loads(pickle.dumps(sent[1](sent[0], network)))
    assert answered.nni == seen.nni
    assert dataclasses.astuple(answered.judged) == dataclasses.astuple(seen.judged)
    np.testing.assert_array_equal(answered.values.residual, seen.values.residual)


def test_a_glance_moves_the_section_and_no_number(case):
    spec, observer = case
    seen = observer(spec, start_network(spec))
    later = start_network(dataclasses.replace(spec, seed=1))
    glanced = observer.updated(seen, observer.glance(spec, later))
    assert (glanced.nni, glanced.judged) == (seen.nni, seen.judged)
    assert not np.array_equal(glanced.values.fitted, seen.values.fitted)


def test_who_looks_at_something_else_is_another_observer(case):
    _, observer = case
    others = (
        dataclasses.replace(observer, lower=tuple(x - 0.1 for x in observer.lower)),
        dataclasses.replace(observer, upper=tuple(x + 0.1 for x in observer.upper)),
        dataclasses.replace(observer, axes=observer.axes[::-1] + (2,)),
        dataclasses.replace(observer, point=tuple(x + 0.1 for x in observer.point)),
    )
    assert all(other != observer for other in others)


def test_what_is_looked_at_besides_travels_too(case):
    spec, observer = case
    network, problem = start_network(spec), observer.problem(spec)
    boxes = (spec.integral_limits, (problem.lower, problem.upper))
    besides = [OverBoxes(boxes)]
    besides += [MarginalsOf()] if len(spec.over) > 1 else []
    besides += [OverParameters(spec.theta[:2])] if spec.theta else []
    for beside in besides:
        looking = pickle.loads(pickle.dumps(dataclasses.replace(observer, beside=beside)))
        assert looking != observer
        seen = looking(spec, network).beside
        if isinstance(beside, OverBoxes):
            integrals = [one.network_integral(network) for one in problems_over(problem, boxes)]
            np.testing.assert_allclose(seen.nni, integrals, rtol=1e-13)
            assert integrals[1] == observer(spec, network).nni
        elif isinstance(beside, MarginalsOf):
            np.testing.assert_array_equal(seen, network_marginals(problem, network))
        else:
            assert len(seen.grids) == len(beside.axes)


def test_where_f_is_not_finite_the_rest_is_still_seen():
    # A sequence of 1,024 points meets the strip; the 16 samples of this seed do not.
    spec = BoxSpec("where(x1<0.03,log(x1-1),x2)", n_hidden=3, n_samples=16, seed=2)
    observer = BoxObserver((0.0, 0.0), (1.0, 1.0), (0, 1), (0.5, 0.5))
    seen = observer(spec, start_network(spec))
    assert seen.judged is None and math.isfinite(seen.nni)
    assert known_integral(observer.problem(spec)).method == ""
    whole = dataclasses.replace(observer, beside=OverBoxes((((0.5, 0.0), (1.0, 1.0)),)))
    (estimate,) = whole(spec, start_network(spec)).beside.estimate
    assert math.isfinite(estimate)  # there it is finite
