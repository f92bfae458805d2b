import numpy as np
import pytest

from nncore.stencils import gram as module
from nncore.stencils.fields import grid, random_fields
from nncore.stencils.gram import Gram, gram

OFFSETS = [(0, 1), (-1, 0), (-1, 0, 1), (2, -1, 0), (1, 2), (-3,), (-7, -2, 0, 1, 9), (0, 39)]
# Sums of some hundred products, in any order, of numbers that are rounded a few times.
ROUNDING = 1e-13


def some_fields(noise=0.0, n_fields=9, max_mode=6, spacing=0.1):
    return random_fields(n_fields, grid(-2, 2, spacing), max_mode, np.random.default_rng(5), noise)


def naive_sums(u, derivative, offsets):
    """Do what the definition says, a point at a time."""
    n_points, k = len(u), len(offsets)
    matrix, vector, square, n_valid = np.zeros((k, k)), np.zeros(k), 0.0, 0
    for x in range(n_points):
        if any(not 0 <= x + offset < n_points for offset in offsets):
            continue
        n_valid += 1
        square += derivative[x] ** 2
        for p, s in enumerate(offsets):
            vector[p] += u[x + s] * derivative[x]
            for q, t in enumerate(offsets):
                matrix[p, q] += u[x + s] * u[x + t]
    return matrix, vector, square, n_valid


def largest(array):
    return np.max(np.abs(array))


@pytest.mark.parametrize("way", ["table", "blocks"])
@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize("offsets", OFFSETS, ids=str)
def test_sums_equal_the_definition(monkeypatch, way, noise, offsets):
    if way == "blocks":
        monkeypatch.setattr(module, "TABLE_ENTRIES", 0)
    fields = some_fields(noise)
    u, derivative = fields.values(), fields.derivative(2)
    sums = gram(fields, offsets, 2)
    assert sums.n_fields == 9
    for i in range(9):
        matrix, vector, square, n_valid = naive_sums(u[i], derivative[i], offsets)
        scale = largest(derivative) * largest(u)
        assert sums.matrices[i] == pytest.approx(matrix, abs=ROUNDING * 40)
        assert sums.vectors[i] == pytest.approx(vector, abs=ROUNDING * 40 * scale)
        assert sums.squares[i] == pytest.approx(square, abs=ROUNDING * 40 * scale**2)
        assert sums.n_points == n_valid


def test_both_ways_agree_over_several_blocks(monkeypatch):
    fields = some_fields(n_fields=700, max_mode=20, spacing=0.01)
    offsets = (-2, -1, 0, 1, 2)
    table = gram(fields, offsets, 1)
    monkeypatch.setattr(module, "TABLE_ENTRIES", 0)
    blocks = gram(fields, offsets, 1)
    assert table.n_points == blocks.n_points == 396
    for name in ("matrices", "vectors", "squares"):
        expected = getattr(blocks, name)
        assert getattr(table, name) == pytest.approx(expected, abs=ROUNDING * largest(expected))


def test_noisy_sums_do_not_depend_on_the_blocks(monkeypatch):
    fields = some_fields(0.2, n_fields=300, spacing=0.01)
    one_block = gram(fields, (-1, 1), 1)
    monkeypatch.setattr(module, "BLOCK_ENTRIES", 1)
    monkeypatch.setattr(module, "BLOCK_ROWS", 17)
    assert np.array_equal(gram(fields, (-1, 1), 1).matrices, one_block.matrices)
    part = gram(fields.take(slice(100, 120)), (-1, 1), 1)
    assert np.array_equal(part.matrices, one_block.matrices[100:120])


def test_mean_and_rows():
    sums = gram(some_fields(), (-1, 0, 1), 1)
    matrix, vector, square = sums.mean()
    assert matrix == pytest.approx(sums.matrices.sum(axis=0) / (9 * 38), rel=ROUNDING)
    assert vector == pytest.approx(sums.vectors.sum(axis=0) / (9 * 38), rel=1e-9)
    assert square == pytest.approx(sums.squares.sum() / (9 * 38), rel=ROUNDING)
    part = sums.rows(slice(2, 5))
    assert part.n_fields == 3
    assert part.n_points == 38
    assert np.array_equal(part.matrices, sums.matrices[2:5])


def direct_error(fields, offsets, order, weights):
    u, derivative = fields.values(), fields.derivative(order)
    valid = module.valid_slice(fields.n_points, offsets)
    predicted = sum(
        weight * u[:, valid.start + s : valid.stop + s]
        for weight, s in zip(weights, offsets, strict=True)
    )
    return np.mean((predicted - derivative[:, valid]) ** 2)


TAYLOR = {
    ((-1, 0, 1), 1): (-1 / 2, 0, 1 / 2),
    ((-1, 0, 1), 2): (1, -2, 1),
    ((-2, -1, 0, 1, 2), 1): (1 / 12, -8 / 12, 0, 8 / 12, -1 / 12),
    ((-2, -1, 0, 1, 2), 4): (1, -4, 6, -4, 1),
}


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("max_mode", [2, 20])
@pytest.mark.parametrize(("offsets", "order"), TAYLOR)
def test_mean_squared_error_is_off_by_no_more_than_it_says(offsets, order, max_mode, noise):
    fields = some_fields(noise, n_fields=200, max_mode=max_mode, spacing=0.01)
    weights = np.array(TAYLOR[offsets, order]) / 0.01**order
    exact = direct_error(fields, offsets, order, weights)
    sums = gram(fields, offsets, order)
    floor = 1e-15 * np.sum(np.abs(weights)) ** 2 * np.mean(fields.values() ** 2)
    # Ten times as much: the floor says "some", and the direct error is rounded as well.
    assert abs(sums.mean_squared_error(weights) - exact) <= 10 * floor
    if order == 1 and max_mode == 20 and not noise:
        assert floor < 3e-14 * sums.mean().square


def test_mean_squared_error_is_not_negative():
    # A stencil that gives u itself, of "derivatives" that are u: nothing but rounding is left.
    rng = np.random.default_rng(9)
    u = rng.standard_normal((50, 30))
    errors = [
        Gram(
            np.array([[[row @ row]]]),
            np.array([[row @ (3.0 * row)]]),
            np.array([(3.0 * row) @ (3.0 * row)]),
            n_points=30,
        ).mean_squared_error([3.0])
        for row in u
    ]
    assert min(errors) >= 0.0
    assert max(errors) < 1e-13


def test_mean_squared_error_of_weights_that_have_blown_up():
    sums = gram(some_fields(), (-1, 1), 1)
    assert np.isnan(sums.mean_squared_error(np.array([np.nan, 1.0])))


@pytest.mark.parametrize("n_free", [0, 1, 2])
def test_reduced_sums_tell_the_error_of_the_free_numbers(n_free):
    fields = some_fields(0.1)
    offsets = (-2, -1, 0, 2)
    rng = np.random.default_rng(10)
    start, basis, z = rng.random(4), rng.random((4, n_free)), rng.random(n_free)
    reduced = gram(fields, offsets, 1).reduced(start, basis)
    assert isinstance(reduced, Gram)
    assert reduced.matrices.shape == (9, n_free, n_free)
    exact = direct_error(fields, offsets, 1, start + basis @ z)
    assert reduced.mean_squared_error(z) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_stencil_wider_than_the_field_is_refused(noise):
    fields = random_fields(3, grid(-2, 2, 0.01), 20, np.random.default_rng(0), noise)
    sentence = "`offsets` must span fewer points than the field has (400), got a span of 500."
    for offsets in ((-250, 0, 250), (100, 500)):
        with pytest.raises(ValueError) as error:
            gram(fields, offsets, 1)
        assert str(error.value) == sentence
    assert gram(fields, (-200, 0, 199), 1).n_points == 1


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_what_is_done_is_reported_and_may_be_ended(monkeypatch, noise):
    monkeypatch.setattr(module, "BLOCK_ENTRIES", 1)
    monkeypatch.setattr(module, "FORM_ENTRIES", 1)
    x = grid(-1.0, 1.0, 0.05)
    fields = random_fields(200, x, 5, np.random.default_rng(2), noise)
    shares = []
    whole = gram(fields, (-1, 0, 1), 1, shares.append)
    assert shares == [0.32, 0.64, 0.96, 1.0]
    assert whole.matrices.shape == (200, 3, 3)

    def end(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gram(fields, (-1, 0, 1), 1, end)
