"""What a fit to measurements assumes, and what speaks against it, in sentences."""

from collections.abc import Iterator

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import Sentence
from nncore.posterior.noise_models import NOISE_MODELS
from nncore.posterior.robust_average import RobustAverage
from nncore.posterior.scatter import Scatter
from nncore.samples.measured_data import MeasuredData
from nncore.specs.data import DataSpec
from nncore.trainers import OutputLayer

_MOST_NAMED = 5  # of outliers


def fit_assumptions(
    data: MeasuredData, spec: DataSpec, found: RobustAverage, outliers: np.ndarray
) -> tuple[Sentence, ...]:
    """Return a sentence for each assumption, and for each sign that it does not hold.

    Parameters
    ----------
    data : MeasuredData
        What was measured.
    spec : DataSpec
        What was chosen.
    found : RobustAverage
        What came of it.
    outliers : ndarray of int
        The indices of measurements that are too far from the curve.
    """
    return (
        Sentence(
            "The curve is taken as equally rough everywhere; how rough it is, is averaged over, "
            "by how well {n} network explains the measurements.",
            "The curve is taken as equally rough everywhere; how rough it is, is averaged over, "
            "by how well {n} networks explain the measurements.",
            n=len(found.average.layers),
        ),
        Sentence(NOISE_MODELS[spec.noise].assumption),
        *_about_sigma(data, spec, found),
        *_about_training(spec),
        *_about_gaps(data),
        *_about_outliers(data.x[outliers], spec.noise),
    )


def _about_sigma(data: MeasuredData, spec: DataSpec, found: RobustAverage) -> Iterator[Sentence]:
    if data.sigma is None:
        yield Sentence(
            "Its standard deviation is taken as the same for all readings, and estimated from "
            "their scatter."
        )
    elif not spec.trust_sigma:
        yield Sentence(
            "Only the ratios of the standard errors are taken as known; how large they are is "
            "estimated from the scatter."
        )
    else:
        scatter = Scatter.of(found, data.n_readings, data.scatter, NOISE_MODELS[spec.noise])
        yield from _about_known_sigma(scatter, is_known=bool(np.isinf(found.average.degrees)))


def _about_known_sigma(scatter: Scatter, *, is_known: bool) -> Iterator[Sentence]:
    if not is_known:
        yield Sentence(
            "The measurements scatter {ratio:.3g} times as much as their standard errors say, so "
            "that these cannot be right: only their ratios are taken as known, and how large they "
            "are is estimated from the scatter.",
            ratio=scatter.ratio,
        )
        return
    yield Sentence("The standard errors of the measurements are taken as known.")
    if scatter.is_too_large:
        yield Sentence(
            "But the measurements scatter {ratio:.3g} times as much as their standard errors say, "
            "so that the true errors are larger than those given here.",
            ratio=scatter.ratio,
        )
    elif scatter.is_too_small:
        yield Sentence(
            "But the measurements scatter only {ratio:.3g} times as much as their standard errors "
            "say, so that the true errors may be smaller than those given here.",
            ratio=scatter.ratio,
        )


def _about_training(spec: DataSpec) -> Iterator[Sentence]:
    if not isinstance(spec.trainer, OutputLayer):
        yield Sentence(
            "The hidden units are trained on the measurements and then taken as known, so that "
            "the errors may be too small."
        )


def _about_gaps(data: MeasuredData) -> Iterator[Sentence]:
    if data.gaps:
        n = len(data.gaps)
        yield Sentence(
            "In the gap the curve is a guess, and its error says how far it may be off.",
            "In the {n} gaps the curve is a guess, and its error says how far it may be off.",
            n=n,
        )


def _about_outliers(places: FloatArray, noise: str) -> Iterator[Sentence]:
    if not places.size:
        return
    named = "; ".join(f"{x:.6g}" for x in places[:_MOST_NAMED])
    if places.size > _MOST_NAMED:
        named = f"{named}; …"
    if noise == "normal":
        yield Sentence(
            "{n:,} measurement is farther from the curve than such noise explains, at x = "
            "{places}: check it, or choose the noise student or huber, with which it counts less.",
            "{n:,} measurements are farther from the curve than such noise explains, at x = "
            "{places}: check them, or choose the noise student or huber, with which they count "
            "less.",
            n=places.size,
            places=named,
        )
    else:
        yield Sentence(
            "{n:,} measurement is farther from the curve than normal noise explains, at x = "
            "{places}, and counts less.",
            "{n:,} measurements are farther from the curve than normal noise explains, at x = "
            "{places}, and count less.",
            n=places.size,
            places=named,
        )
