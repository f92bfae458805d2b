"""The starts against their published limits, and against functions that bend in bad places."""

import dataclasses

import numpy as np
import pytest
from scipy import linalg
from scipy.interpolate import make_lsq_spline

from nncore.activations import ACTIVATIONS
from nncore.integrands import INTEGRANDS
from nncore.samples.dataset import Dataset, sample
from nncore.starts.initializers import INITIALIZERS, initialize
from nncore.trainers.base import mean_squared_error

EMPTY = np.empty(0)


def dataset_of(name, n_samples=1_000, standardize=True, seed=0, **options):
    integrand = INTEGRANDS[name]
    rng = np.random.default_rng(seed)
    dataset = sample(
        integrand, integrand.lower, integrand.upper, n_samples=n_samples, rng=rng, **options
    )
    return dataset.standardized(integrand.lower, integrand.upper) if standardize else dataset


def training_set(x, y):
    return Dataset(np.asarray(x, float), np.asarray(y, float), EMPTY, EMPTY, EMPTY, EMPTY)


def start(name, dataset, activation="logistic", n_hidden=30, seed=0):
    return initialize(name, activation, n_hidden, dataset, np.random.default_rng(seed))


def centers(network):
    return -network.hidden_biases / network.hidden_weights


def validation_loss(network, dataset):
    """Mean squared error in physical units."""
    loss = mean_squared_error(network, dataset.x_validation, dataset.y_validation)
    return loss * dataset.scaling.y_scale**2


def test_glorot_has_the_limits_of_keras():
    n_hidden = 2_000
    network = start("glorot", dataset_of("cos"), n_hidden=n_hidden)
    limit = np.sqrt(6.0 / (1 + n_hidden))  # keras.initializers.GlorotUniform, fan_in or fan_out 1
    for weights in (network.hidden_weights, network.output_weights):
        assert np.max(np.abs(weights)) <= limit
        # The largest of 2,000 uniform numbers misses its limit by more than 1 % once in 5e8.
        assert np.max(np.abs(weights)) >= 0.99 * limit
        # Six standard errors of a uniform variance.
        assert np.var(weights) == pytest.approx(limit**2 / 3, rel=0.12)
    assert not network.hidden_biases.any()
    assert network.output_bias == 0.0


@pytest.mark.parametrize(("activation", "steepness"), [("tanh", 1.0), ("logistic", 2.0)])
def test_nguyen_widrow_spreads_the_units_over_the_samples(activation, steepness):
    dataset = training_set(np.linspace(5.0, 20.0, 100), np.ones(100))
    network = start("nguyen-widrow", dataset, activation, n_hidden=40)
    scaled_weights = network.hidden_weights * 7.5  # per half-length of the interval
    np.testing.assert_allclose(np.abs(scaled_weights), steepness * 0.7 * 40, rtol=1e-14)
    where = centers(network)
    assert np.all((5.0 <= where) & (where <= 20.0))
    assert np.ptp(where) > 12.0


def test_curvature_reaches_the_first_notebook_before_training():
    for seed in range(3):
        dataset = dataset_of("log", n_samples=5_000, seed=seed)
        assert validation_loss(start("curvature", dataset), dataset) <= 2.5e-4


@pytest.mark.parametrize("nodes", ["chebyshev", "gauss-legendre"])
@pytest.mark.parametrize("name", ["log", "sqrt", "chirp", "runge"])
def test_curvature_solves_for_the_loss_with_the_weights(monkeypatch, name, nodes):
    monkeypatch.setattr(
        "nncore.starts.initializers._WIDENINGS", (1.0,)
    )  # the better one may differ
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


@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([0.5], [2.0]),
        ([0.5, 0.5, 0.5], [1.0, 2.0, 3.0]),
        ([0.0, 1.0], [0.0, 1.0]),
        (np.linspace(0, 1, 50), np.full(50, 3.0)),
        (np.linspace(0, 1, 50), np.linspace(-1e300, 1e300, 50)),
        (np.repeat(np.linspace(0, 1, 10), 5), np.tile(np.arange(5.0), 10)),
        (np.linspace(-1e-9, 1e-9, 20), np.linspace(0, 1, 20) ** 2),
        (np.linspace(1e6, 1e6 + 1, 20), np.linspace(0, 1, 20) ** 2),
    ],
    ids=["one", "same-x", "two", "constant", "huge-y", "repeated-x", "tiny-interval", "far-away"],
)
def test_odd_samples_give_finite_networks(initializer, activation, x, y):
    for n_hidden in (1, 2, 7, 60):
        network = start(initializer, training_set(x, y), activation, n_hidden)
        assert network.n_hidden == n_hidden
        assert np.all(np.isfinite(network.pack()))


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


@pytest.mark.parametrize("name", INITIALIZERS)
def test_same_seed_same_start(name):
    dataset = dataset_of("cos", n_samples=100)
    first, second = (start(name, dataset).pack() for _ in range(2))
    np.testing.assert_array_equal(first, second)
    if name != "curvature":
        assert not np.array_equal(first, start(name, dataset, seed=1).pack())


def test_unknown_initializer_is_named():
    with pytest.raises(ValueError, match="`initializer` must be one of curvature, .* got 'he'"):
        start("he", dataset_of("cos"))
