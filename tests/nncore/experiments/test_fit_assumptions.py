"""What is said of a fit: what was assumed, and what speaks against it."""

import numpy as np
import pytest

from nncore import DataSpec, MeasuredData, fit_data
from tests.nncore.experiments.measurements import curve, measured


def said(data, **settings):
    return " ".join(map(str, fit_data(data, DataSpec(**settings)).assumptions))


def test_smoothness_and_noise_are_always_named():
    text = said(measured())
    assert "equally rough everywhere" in text and "normal, and independent" in text
    assert "estimated from their scatter" in text


@pytest.mark.parametrize(
    ("noise", "words"), [("huber", "Huber weighs"), ("student", "heavy tails")]
)
def test_noise_with_outliers_is_named(noise, words):
    assert words in said(measured(), noise=noise)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1.0, ""),
        (0.2, "as much as their standard errors say, so that these cannot be right"),
        (5.0, "so that the true errors may be smaller"),
    ],
)
def test_standard_errors_that_cannot_be_are_named(factor, words):
    data = measured(sigma=True)
    text = said(MeasuredData(data.x, data.y, sigma=factor * data.sigma))
    assert ("But the measurements scatter" in text) == (factor > 1.0) and words in text
    assert ("The standard errors of the measurements are taken as known" in text) == (factor >= 1.0)
    assert "Only the ratios" in said(data, trust_sigma=False)


def test_gaps_are_named():
    x = np.concatenate([np.linspace(0.0, 1.5, 30), np.linspace(3.0, 5.0, 40)])
    assert "In the gap the curve is a guess" in said(measured(x=x))
    assert "guess" not in said(measured(x=np.linspace(0.0, 5.0, 40)))


@pytest.mark.parametrize(("noise", "words"), [("normal", "choose the noise"), ("student", "less.")])
def test_outliers_are_named_with_their_places(noise, words):
    x = np.linspace(0.0, 5.0, 60)
    y = curve(x) + 0.02 * np.random.default_rng(0).standard_normal(60)
    y[7] += 1.0
    text = said(MeasuredData(x, y), noise=noise)
    assert f"at x = {x[7]:.6g}" in text and words in text


def test_no_more_places_are_named_than_a_reader_takes_in():
    x = np.linspace(0.0, 5.0, 200)
    y = curve(x) + 0.02 * np.random.default_rng(0).standard_normal(200)
    y[::20] += 1.0
    text = said(MeasuredData(x, y), noise="student")
    assert text.startswith("The curve") and "10 measurements" in text and "; …" in text
