import numpy as np
import pytest

from nncore.formulas import FormulaError
from nncore.waves.profiles import PROFILES, Profile, fine_samples, fineness, grid_points, sampled


@pytest.mark.parametrize("name", PROFILES)
def test_named_profiles_are_periodic_and_smooth(name):
    profile = Profile(name, n_waves=5, width=0.1)
    assert profile.is_periodic
    ends = profile(np.array([-1.0, 1.0]))
    assert ends[0] == pytest.approx(ends[1], abs=1e-12)
    # Between the points of the fine grid it is what the waves there say.
    values = fine_samples(profile, 64)
    between = np.fft.rfft(values)
    between *= np.exp(0.5j * 2 * np.pi / len(values) * np.arange(len(between)))
    middle = grid_points(len(values)) + 1.0 / len(values)
    assert np.allclose(np.fft.irfft(between, len(values)), profile(middle), atol=1e-9)


def test_a_narrow_gaussian_is_one():
    x = np.linspace(-0.3, 0.3, 61)
    assert np.allclose(Profile("gaussian", width=0.05)(x), np.exp(-(x**2) / 0.005), atol=0.02)


def test_a_formula_is_read_and_its_ends_are_looked_at():
    assert Profile(" sin(3 * pi * x) ").text == "sin(3*pi*x)"
    assert Profile("sin(3*pi*x)").is_periodic and Profile("exp(-40*x^2)").is_periodic
    assert Profile("2").is_periodic
    assert not Profile("x").is_periodic
    assert sampled(Profile("x"), 8).tolist() == grid_points(8).tolist()  # it is not forbidden
    with pytest.raises(FormulaError):
        Profile("import os")


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("1/x", "got inf at x = 0"),
        ("sqrt(x)", "got nan at x = -1"),
        ("0/0*x", "nan"),
    ],
)
def test_a_profile_that_is_not_finite_is_refused(formula, words):
    with pytest.raises(ValueError, match=words):
        sampled(Profile(formula), 40)


@pytest.mark.parametrize(
    ("profile", "least"),
    [
        (Profile("sine", n_waves=40), 82),
        (Profile("sine", n_waves=43), 88),
        (Profile("sin(100*pi*x)"), 202),
        (Profile("cos(60*pi*x) + 1000"), 122),  # a constant hides nothing
    ],
)
def test_waves_beyond_nyquist_are_refused_with_the_points_that_hold_them(profile, least):
    with pytest.raises(ValueError, match=f"80 points cannot hold.*take at least {least} points"):
        sampled(profile, 80)
    sampled(profile, least)


def test_a_wave_of_a_little_more_than_two_points_is_held():
    assert sampled(Profile("sine", n_waves=39), 80).shape == (80,)


@pytest.mark.parametrize("formula", ["sin(16384*pi*x)", "sin(20000*pi*x)", "sin(8192*pi*x)"])
def test_waves_that_no_grid_here_can_hold_are_seen_between_its_points(formula):
    with pytest.raises(ValueError, match="faster waves than any grid here can hold"):
        sampled(Profile(formula), 80)


@pytest.mark.parametrize("formula", ["3", "0", "0*x"])
def test_a_constant_is_a_profile(formula):
    assert np.ptp(sampled(Profile(formula), 16)) == 0


@pytest.mark.parametrize("n_points", [8, 81, 1_000, 4_096])
def test_the_fine_grid_has_the_points_of_the_coarse_one(n_points):
    profile = Profile("x^2")
    fine = fine_samples(profile, n_points)
    assert len(fine) >= max(2_048, 2 * n_points)
    assert np.allclose(fine[:: fineness(n_points)], profile(grid_points(n_points)), atol=1e-15)
