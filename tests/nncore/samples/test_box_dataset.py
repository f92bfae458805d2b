"""Samples in boxes: where they lie, their split, weights, noise and seeds."""

import numpy as np
import pytest

from nncore.formulas import parse_box_formula
from nncore.integrands import Box, box_integrand
from nncore.samples.box_dataset import sample_box
from nncore.samples.box_nodes import BOX_NODES, RANDOM_BOX_NODES
from nncore.samples.split import n_training_samples

BOX = Box([-1.0, 2.0, 0.0], [1.0, 2.5, 3.0])


def samples(nodes, n_samples=1_000, seed=0, box=BOX, **options):
    integrand = box_integrand("genz-gaussian", box.n_inputs, seed=1)
    rng = np.random.default_rng(seed)
    return sample_box(integrand, box, nodes=nodes, n_samples=n_samples, rng=rng, **options)


@pytest.mark.parametrize("nodes", BOX_NODES)
def test_no_sample_lies_on_a_face_and_values_are_those_of_f(nodes):
    dataset = samples(nodes, test_fraction=0.1)
    integrand = box_integrand("genz-gaussian", 3, seed=1)
    for part in ("train", "validation", "test"):
        x, y = getattr(dataset, f"x_{part}"), getattr(dataset, f"y_{part}")
        assert x.shape == (y.size, 3)
        assert y.size > 0
        assert np.all((np.array(BOX.lower) < x) & (x < BOX.upper))
        np.testing.assert_array_equal(y, integrand(x))
    assert dataset.n_samples == dataset.y_train.size


@pytest.mark.parametrize("nodes", RANDOM_BOX_NODES)
def test_random_samples_are_split_as_in_one_dimension(nodes):
    dataset = samples(nodes, 1_000, test_fraction=0.25, validation_fraction=0.33)
    sizes = dataset.y_train.size, dataset.y_validation.size, dataset.y_test.size
    assert sizes == (502, 248, 250)
    assert n_training_samples(nodes, 1_000, 0.25, 0.33) == 502
    assert dataset.weights is None
    everything = np.concatenate([dataset.x_train, dataset.x_validation, dataset.x_test])
    assert len(np.unique(everything, axis=0)) == 1_000


@pytest.mark.parametrize("nodes", RANDOM_BOX_NODES)
def test_all_parts_of_the_box_have_their_share(nodes):
    x = samples(nodes, 4_096, validation_fraction=0.0).x_train
    upper_half = x > (np.array(BOX.lower) + BOX.upper) / 2
    octant = upper_half @ [1, 2, 4]
    counts = np.bincount(octant, minlength=8)
    # Five standard deviations of a binomial; the sequences are within a few points of it.
    assert np.all(np.abs(counts - 512) <= (5 * 21 if nodes == "uniform" else 12))


@pytest.mark.parametrize("nodes", BOX_NODES)
def test_a_seed_draws_the_same_samples(nodes):
    first, again, other = (samples(nodes, seed=s, noise=0.1) for s in (3, 3, 4))
    np.testing.assert_array_equal(first.x_train, again.x_train)
    np.testing.assert_array_equal(first.y_train, again.y_train)
    np.testing.assert_array_equal(first.x_validation, again.x_validation)
    assert not np.array_equal(first.y_train, other.y_train)
    assert not np.array_equal(first.x_validation, other.x_validation)


def test_the_weights_of_the_product_rule_make_a_mean_one_over_the_box():
    box = Box([0.0, 0.1, 0.2], [1.0, 0.9, 0.8])
    dataset = samples("gauss-legendre", 2_000, box=box)
    integrand = box_integrand("genz-gaussian", 3, seed=1)
    assert 1_700 < dataset.n_samples <= 2_000
    assert dataset.weights.mean() == pytest.approx(1.0, rel=1e-14)
    mean = np.mean(dataset.weights * dataset.y_train)
    exact = integrand.integral(box.lower, box.upper) / box.volume
    # Twelve or thirteen nodes along each input.
    assert mean == pytest.approx(exact, rel=1e-10)
    assert dataset.y_validation.size == pytest.approx(0.33 / 0.67 * dataset.n_samples, abs=1)


def test_noise_is_gaussian_and_only_in_y():
    plain, noisy = samples("sobol", 20_000), samples("sobol", 20_000, noise=0.5)
    np.testing.assert_array_equal(plain.x_train, noisy.x_train)
    noise = noisy.y_train - plain.y_train
    # Within five standard errors.
    assert abs(noise.mean()) < 5 * 0.5 / np.sqrt(noise.size)
    assert noise.std() == pytest.approx(0.5, rel=5 / np.sqrt(2 * noise.size))


def test_scaled_to_the_cube_and_back():
    dataset = samples("sobol", 500)
    scaled = dataset.standardized(BOX.lower, BOX.upper)
    assert scaled.x_train.shape == dataset.x_train.shape
    assert np.abs(scaled.x_train).max() < 1.0
    assert (scaled.y_train.min(), scaled.y_train.max()) == pytest.approx((-1.0, 1.0), rel=1e-14)
    x, y = scaled.training_points(100)
    assert x.shape == (len(y), 3)
    np.testing.assert_allclose(x, dataset.training_points(100)[0], rtol=1e-13, atol=1e-14)
    assert scaled.scaling == dataset.standardized(BOX.lower, BOX.upper).scaling
    x, y = scaled.held_out_points(50)
    assert x.shape == (50, 3)


def test_one_input():
    dataset = samples("halton", 100, box=Box([0.0], [2.0]))
    assert dataset.x_train.shape == (67, 1)
    dataset = samples("gauss-legendre", 5_000, box=Box([0.0], [2.0]))
    assert dataset.x_train.shape == (1_000, 1)  # more would take seconds


def test_where_f_is_not_finite_the_point_is_named():
    for nodes in BOX_NODES:
        with pytest.raises(
            ValueError, match=r"^`log\(x1-x2\)` is not a finite number at x1 = "
        ) as e:
            sample_box(
                parse_box_formula("log(x1 - x2)"),
                Box([0, 0], [1, 1]),
                nodes=nodes,
                rng=np.random.default_rng(0),
            )
        x1, x2 = (
            float(part.split(" = ")[1].split(";")[0]) for part in str(e.value).split(", ")[:2]
        )
        assert x1 <= x2
