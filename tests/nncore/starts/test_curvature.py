"""The start by curvature, on functions that bend in bad places."""

import dataclasses

import numpy as np
import pytest
from scipy import linalg
from scipy.interpolate import make_lsq_spline

from nncore.activations import ACTIVATIONS
from nncore.trainers.base import mean_squared_error
from tests.nncore.starts.starting import centers, dataset_of, start, training_set, validation_loss


def test_curvature_reaches_the_first_notebook_before_training():
    for seed in range(3):
        dataset = dataset_of("log", n_samples=5_000, seed=seed)
        assert validation_loss(start("curvature", dataset), dataset) <= 2.5e-4


@pytest.mark.parametrize("nodes", ["chebyshev", "gauss-legendre"])
@pytest.mark.parametrize("name", ["log", "sqrt", "chirp", "runge"])
def test_curvature_solves_for_the_loss_with_the_weights(monkeypatch, name, nodes):
    monkeypatch.setattr("nncore.starts.curvature.WIDENINGS", (1.0,))  # the better one may differ
    dataset = dataset_of(name, n_samples=300, nodes=nodes)
    plain = dataclasses.replace(dataset, weights=None)
    with_weights, without = (start("curvature", d, n_hidden=12) for d in (dataset, plain))

    def loss(network, weights):
        residual = network(dataset.x_train) - dataset.y_train
        return np.average(residual**2, weights=weights)

    # The units stand in the same places, and each output layer is the better one for its loss.
    np.testing.assert_array_equal(with_weights.hidden_weights, without.hidden_weights)
    assert loss(with_weights, dataset.weights) < loss(without, dataset.weights)
    assert loss(without, None) < loss(with_weights, None)


@pytest.fixture
def solved(monkeypatch):
    """The shapes of the least-squares problems, which are what a start costs."""
    shapes, lstsq = [], linalg.lstsq

    def counted(matrix, *arguments, **options):
        shapes.append(matrix.shape)
        return lstsq(matrix, *arguments, **options)

    monkeypatch.setattr(linalg, "lstsq", counted)
    return shapes


def test_curvature_solves_for_the_output_layer_once_for_each_width(solved):
    dataset = dataset_of("log", n_samples=5_000)
    start("curvature", dataset, n_hidden=50)
    assert solved == [(len(dataset.x_train), 51)] * 2


def test_centers_equidistribute_the_square_root_of_the_curvature():
    # f'' = 1/x on [1, 100]: the integral of its square root is sqrt(x), up to constants.
    x = np.linspace(1.0, 100.0, 20_000)
    network = start("curvature", training_set(x, x * np.log(x)), n_hidden=41)
    inside = centers(network)[5:-5]
    spacing = np.diff(np.sqrt(inside))
    # The floor adds a tenth of the units evenly, and the ends are smoothed.
    np.testing.assert_allclose(spacing, np.mean(spacing), rtol=0.25)


def test_rectified_units_are_a_linear_spline_with_their_knots():
    dataset = dataset_of("exp", n_samples=400)
    network = start("curvature", dataset, "relu", n_hidden=12)
    order = np.argsort(dataset.x_train)
    x, y = dataset.x_train[order], dataset.y_train[order]
    knots = np.unique(centers(network).round(12))
    ends = [x[0], x[0]], [x[-1], x[-1]]
    spline = make_lsq_spline(x, y, np.concatenate([ends[0], knots, ends[1]]), k=1)
    np.testing.assert_allclose(network(x), spline(x), atol=1e-8)


def test_sines_are_a_fourier_series_on_twice_the_interval():
    dataset = training_set(np.linspace(-1.0, 1.0, 200), np.zeros(200))
    network = start("curvature", dataset, "sine", n_hidden=8)
    np.testing.assert_allclose(
        np.sort(network.hidden_weights), np.repeat([1, 2, 3, 4], 2) * np.pi / 2
    )


def test_curvature_sees_through_noise():
    quiet = dataset_of("runge", n_samples=5_000)
    noisy = dataset_of("runge", n_samples=5_000, noise=0.05)
    network = start("curvature", noisy)
    error = network(quiet.x_validation) * noisy.scaling.y_scale + noisy.scaling.y_center
    error -= quiet.y_validation * quiet.scaling.y_scale + quiet.scaling.y_center
    # A linear fit of 31 columns to 3,350 samples keeps 31/3350 of the noise's variance.
    assert np.mean(error**2) < 3 * 0.05**2 * 31 / 3350


HARD = ["abs", "step", "lorentzian", "three-peaks", "log", "inverse-sqrt", "sin-inverse", "cos-50"]


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n_hidden", [1, 10, 100])
def test_curvature_does_not_blow_up(name, activation, n_hidden):
    dataset = dataset_of(name, n_samples=2_000)
    network = start("curvature", dataset, activation, n_hidden)
    dense = np.linspace(np.min(dataset.x_train), np.max(dataset.x_train), 5_001)
    assert np.all(np.isfinite(network.pack()))
    assert np.max(np.abs(network(dense))) < 3.0  # y lies in [-1, 1]
    # Never worse than the best constant.
    loss = mean_squared_error(network, dataset.x_train, dataset.y_train)
    assert loss <= np.var(dataset.y_train) * (1 + 1e-9)


def test_curvature_works_in_physical_coordinates():
    scaled, physical = dataset_of("log"), dataset_of("log", standardize=False)
    assert validation_loss(start("curvature", physical), physical) == pytest.approx(
        validation_loss(start("curvature", scaled), scaled), rel=0.1
    )


def test_very_wide_networks_start_with_bounded_work(solved):
    dataset = dataset_of("log", n_samples=50_000, validation_fraction=0.01)
    network = start("curvature", dataset, n_hidden=10_000)
    assert solved == [(5_000, 301)] * 2  # not (49,500, 10,001)
    assert len(np.unique(centers(network))) > 9_000
    assert validation_loss(network, dataset) <= 2.5e-4
