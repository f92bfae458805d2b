"""What is relied on of SciPy's private routine; a failure says what an upgrade has changed."""

import pickle
import re

import numpy as np
import pytest
from scipy import optimize
from scipy.optimize import _lbfgsb, _lbfgsb_py

from nncore.trainers.lbfgsb import LBFGSB, LBFGSBState, Task

N = 6
ADVICE = "nncore/trainers/lbfgsb.py calls this routine by hand: adapt it to the installed SciPy."


def rosenbrock(z):
    return optimize.rosen(z), optimize.rosen_der(z)


def start(history=5):
    bounds = np.full(N, np.inf)
    bounds[0] = 0.5  # an active bound: the optimum is at 1
    return LBFGSBState.start(np.full(N, -0.4), bounds, history)


def iterations(state, most):
    """Yield the state after each iteration; each one begins with copies of the arrays."""
    for _ in range(most):
        routine = LBFGSB(state)
        while (task := routine.advance()) == Task.EVALUATE:
            routine.tell(*rosenbrock(routine.position))
        if task != Task.NEW_ITERATION:
            return
        state = routine.state()
        yield state


def test_the_routine_is_where_scipy_calls_it():
    assert hasattr(_lbfgsb, "setulb"), f"scipy.optimize._lbfgsb has no setulb any more. {ADVICE}"


def test_scipy_itself_calls_the_routine_with_these_arguments():
    with open(_lbfgsb_py.__file__) as file:
        (call,) = re.findall(r"_lbfgsb\.setulb\(([^)]*)\)", file.read())
    names = [name.strip() for name in call.split(",")]
    assert names == [
        *("m", "x", "low_bnd", "upper_bnd", "nbd", "f", "g", "factr", "pgtol"),
        *("wa", "iwa", "task", "lsave", "isave", "dsave", "maxls", "ln_task"),
    ], f"The arguments of setulb have changed. {ADVICE}"


def test_the_arrays_have_the_sizes_that_scipy_gives_them(monkeypatch):
    seen = []

    class Spy:
        @staticmethod
        def setulb(*arguments):
            seen.append(arguments)
            return _lbfgsb.setulb(*arguments)

    monkeypatch.setattr(_lbfgsb_py, "_lbfgsb", Spy)
    optimize.minimize(
        rosenbrock, np.zeros(N), jac=True, method="L-BFGS-B", options={"maxcor": 5, "maxiter": 1}
    )
    *_, work, indices, task, flags, counters, reals, _, line_search_task = seen[0]
    ours = start(history=5)
    found = [(a.size, a.dtype) for a in (indices, task, line_search_task, flags, counters)]
    expected = [(a.size, a.dtype) for a in ours.integers]
    assert found == expected, f"Sizes of integer arrays: SciPy {found}, here {expected}. {ADVICE}"
    sizes = (work.size, reals.size), (ours.work.size, ours.reals.size)
    assert sizes[0] == sizes[1], f"Sizes of real arrays: SciPy, here: {sizes}. {ADVICE}"


def test_the_steps_are_those_of_minimize_although_every_iteration_is_taken_up_anew():
    positions = []
    optimize.minimize(
        rosenbrock,
        np.full(N, -0.4),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-0.5, 0.5)] + [(None, None)] * (N - 1),
        callback=lambda z: positions.append(z.copy()),
        options={"maxcor": 5, "maxiter": 25, "ftol": 0.0, "gtol": 0.0},
    )
    ours = [state.position for state in iterations(start(), 25)]
    np.testing.assert_array_equal(
        ours, positions, err_msg=f"The steps differ from those of minimize. {ADVICE}"
    )
    assert positions[-1][0] == 0.5


def test_the_routine_has_no_memory_besides_the_state():
    states = list(iterations(start(), 12))
    middle = LBFGSBState.from_plain(pickle.loads(pickle.dumps(states[5].plain())))
    again = list(iterations(middle, 6))
    message = f"The routine remembers more than its arrays. {ADVICE}"
    for one, other in zip(states[6:], again, strict=True):
        np.testing.assert_array_equal(one.position, other.position, err_msg=message)


def test_nothing_writes_into_a_state():
    states = [start(), *iterations(start(), 3)]
    before = pickle.dumps([state.plain() for state in states])
    for state in states:
        list(iterations(state, 2))
    assert pickle.dumps([state.plain() for state in states]) == before


@pytest.mark.parametrize(
    ("function", "task"),
    [
        (lambda z: (0.0, np.zeros(N)), Task.CONVERGED),
        (lambda z: (float(np.sum(z)), -np.ones(N)), None),  # a slope of the wrong sign
    ],
)
def test_the_task_numbers_mean_what_they_meant(function, task):
    routine = LBFGSB(LBFGSBState.start(np.zeros(N), np.full(N, np.inf), 5))
    tasks = [routine.advance()]
    while tasks[-1] == Task.EVALUATE:
        routine.tell(*function(routine.position))
        tasks.append(routine.advance())
    message = f"Task numbers {tasks}. {ADVICE}"
    assert tasks[0] == Task.EVALUATE, message
    assert (tasks[-1] == task) if task else (tasks[-1] not in tuple(Task)), message
