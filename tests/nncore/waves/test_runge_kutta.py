import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nncore.waves.runge_kutta import METHODS


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_error_vanishes_with_its_order(method):
    """The pendulum, against SciPy at a hundredth of the smallest error."""

    def pendulum(u):
        return np.array([u[1], -np.sin(u[0])])

    start, end = np.array([1.0, 0.0]), 2.0
    exact = solve_ivp(lambda t, u: pendulum(u), (0, end), start, "DOP853", rtol=1e-13, atol=1e-13)
    errors = []
    for n in (80, 160):
        u = start
        for _ in range(n):
            u = method.step(pendulum, u, end / n)
        errors.append(np.abs(u - exact.y[:, -1]).max())
    assert math.log2(errors[0] / errors[1]) == pytest.approx(method.order, abs=0.1)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_stability_polynomial_is_what_a_step_does_to_a_mode(method):
    z = -0.3 + 0.9j
    stepped = method.step(lambda u: z * u, np.array([1.0 + 0j]), 1.0)[0]
    # With as many stages as its order, it is the exponential series as far as it goes.
    series = sum(z**k / math.factorial(k) for k in range(method.order + 1))
    polynomial = np.polynomial.polynomial.polyval(z, method.stability_polynomial)
    assert stepped == pytest.approx(polynomial, rel=1e-15)
    assert polynomial == pytest.approx(series, rel=1e-15)


def test_a_step_leaves_its_start_as_it_was():
    start = np.array([1.0, 2.0])
    METHODS["rk4"].step(lambda u: -u, start, 0.1)
    assert start.tolist() == [1.0, 2.0]
