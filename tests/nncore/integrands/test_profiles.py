"""Means of profiles against mpmath at 50 digits: long and tiny intervals, and far tails."""

import mpmath as mp
import numpy as np
import pytest

from nncore.integrands.profiles import Drop, Exponential, Gaussian, Kink, Lorentzian, Wave

ANTIDERIVATIVES = {
    Gaussian(): lambda z: mp.sqrt(mp.pi) / 2 * mp.erf(z),
    Lorentzian(): mp.atan,
    Exponential(): mp.exp,
    Wave(): lambda z: mp.expj(z) / 1j,
    Kink(): lambda z: mp.sign(z) * (1 - mp.exp(-abs(z))),
    Drop(): lambda z: mp.exp(min(z, mp.mpf(0))),
}
FUNCTIONS = {
    Gaussian(): lambda z: mp.exp(-(z**2)),
    Lorentzian(): lambda z: 1 / (1 + z**2),
    Exponential(): mp.exp,
    Wave(): mp.expj,
    Kink(): lambda z: mp.exp(-abs(z)),
    Drop(): lambda z: mp.exp(z) if z <= 0 else mp.mpf(0),
}
PROFILES = list(ANTIDERIVATIVES)

RTOL = 5e-15
"""Of the mean: some twenty ulp, and those of the argument in the exponent come in addition."""


@pytest.fixture(autouse=True)
def many_digits():
    with mp.workdps(400):  # erfc(25) is 1e-273, and is a difference of erf here
        yield


def intervals():
    """Return arguments: around 0, far out, tiny intervals and long ones, in any order."""
    rng = np.random.default_rng(11)
    first = np.concatenate([rng.uniform(-3, 3, 60), rng.uniform(-20, 20, 60)])
    length = 10.0 ** rng.uniform(-12, 1, first.size) * rng.choice([-1, 1], first.size)
    return first, first + length


def exact_mean(profile, first, last):
    first, last = mp.mpf(float(first)), mp.mpf(float(last))
    antiderivative = ANTIDERIVATIVES[profile]
    return (antiderivative(last) - antiderivative(first)) / (last - first)


def rounded_arguments(profile, first, last):
    """Return what one ulp of each argument may do to the mean, relative to it."""
    if isinstance(profile, Gaussian):
        return np.finfo(float).eps * 4 * np.maximum(first**2, last**2)
    return np.finfo(float).eps * 4 * np.maximum(np.abs(first), np.abs(last))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: type(profile).__name__)
def test_means(profile):
    first, last = intervals()
    found = profile.mean(first, last)
    exact = [exact_mean(profile, *ends) for ends in zip(first, last, strict=True)]
    errors = [float(abs(mp.mpmathify(complex(f)) - e)) for f, e in zip(found, exact, strict=True)]
    # The mean of a wave over many turns is small, its rounding errors are those of the value 1.
    sizes = [1.0 if isinstance(profile, Wave) else float(abs(e)) for e in exact]
    assert np.all(errors <= (RTOL + rounded_arguments(profile, first, last)) * np.array(sizes))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: type(profile).__name__)
def test_the_mean_between_equal_arguments_is_the_value(profile):
    z = np.array([-2.5, -1e-9, 0.0, 0.3, 7.0])
    exact = [complex(FUNCTIONS[profile](mp.mpf(float(point)))) for point in z]
    np.testing.assert_allclose(profile.mean(z, z), exact, rtol=1e-14)
    np.testing.assert_allclose(profile.value(z), exact, rtol=1e-14)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: type(profile).__name__)
def test_slopes_are_derivatives(profile):
    z = np.array([-2.5, -0.4, 0.3, 1.7])
    with mp.workdps(40):
        exact = [complex(mp.diff(FUNCTIONS[profile], mp.mpf(float(point)))) for point in z]
    np.testing.assert_allclose(profile.slope(z), exact, rtol=1e-13)


@pytest.mark.parametrize(
    "profile", [p for p in PROFILES if p.is_smooth], ids=lambda profile: type(profile).__name__
)
def test_slopes_of_means(profile):
    """Both derivatives: by dM/dz = (g - M)/length in mpmath, where nothing cancels."""
    first, last = intervals()
    near = np.maximum(np.abs(first), np.abs(last)) < 5
    first, last = first[near], last[near]
    found = profile.mean_slopes(first, last)
    for ends, at_first, at_last in zip(zip(first, last, strict=True), *found, strict=True):
        a, b = (mp.mpf(float(end)) for end in ends)
        mean = exact_mean(profile, a, b)
        g = FUNCTIONS[profile]
        # Relative to what the slope has for size between the arguments.
        size = float(max(abs(g(a)), abs(g(b))))
        assert abs(complex((mean - g(a)) / (b - a)) - at_first) <= 1e-13 * size
        assert abs(complex((g(b) - mean) / (b - a)) - at_last) <= 1e-13 * size


def test_a_profile_does_not_overflow_where_its_mean_does_not():
    assert Exponential().mean(-800.0, 10.0) == pytest.approx(np.exp(10.0) / 810, rel=1e-14)
    assert Gaussian().mean(-1e200, 1e200) == pytest.approx(np.sqrt(np.pi) / 2e200, rel=1e-14)
    assert Kink().mean(-1e5, 1e5) == pytest.approx(1e-5, rel=1e-14)
    assert Drop().mean(-1e5, 1e5) == pytest.approx(0.5e-5, rel=1e-14)
