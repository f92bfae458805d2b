"""Compact derivatives on whole grids against exact ones."""

import math

import numpy as np
import pytest

from nncore import apply_compact_stencil, apply_stencil, compact_stencil

THREE, FIVE = (-1, 0, 1), (-2, -1, 0, 1, 2)
HALVES = (-1.5, -0.5, 0.5, 1.5)
SCHEMES = [
    (THREE, THREE, 1),
    (FIVE, THREE, 1),
    (FIVE, FIVE, 1),
    (THREE, THREE, 2),
    (FIVE, THREE, 2),
    (HALVES, THREE, 0),
    (HALVES, THREE, 1),
    ((0, 1, 2), (0, 1), 1, (1, 0.5)),
]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_wave_is_multiplied_by_the_modified_wavenumber(scheme):
    offsets, _, order, *_ = scheme
    n = 41  # odd: the fastest wave, which some systems do not see, is not on the grid
    stencil = compact_stencil(*scheme)
    theta = 2 * math.pi * 7 / n
    wave = np.exp(1j * theta * np.arange(n))
    found = apply_compact_stencil(wave, 0.1, stencil, boundary="periodic")
    symbol = 1j**order * stencil.modified_wavenumber(theta) / 0.1**order
    half = 0.5 if offsets is HALVES else 0.0
    np.testing.assert_allclose(found, symbol * wave * np.exp(1j * theta * half), atol=1e-11)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_order_of_convergence_with_ends(scheme):
    """Of the first power of x with an error, as for explicit stencils."""
    stencil = compact_stencil(*scheme)
    offsets, _, order, *_ = scheme
    power = order + stencil.accuracy_order
    u = np.polynomial.Polynomial.basis(power)
    errors, sizes = [], np.array([40, 60, 80])
    for n in sizes + 1:
        x = np.linspace(-1, 1, n)
        found = apply_compact_stencil(u(x), x[1] - x[0], stencil)
        targets = 0.5 * (x[1:] + x[:-1]) if offsets is HALVES else x
        errors.append(np.abs(found - u.deriv(order)(targets)).max())
    slope = -np.polyfit(np.log(sizes), np.log(errors), 1)[0]
    assert slope == pytest.approx(stencil.accuracy_order, abs=0.1)


def test_each_line_is_its_own_field_and_complex_values_are_kept():
    rng = np.random.default_rng(2)
    values = rng.standard_normal((3, 40, 2)) + 1j * rng.standard_normal((3, 40, 2))
    stencil = compact_stencil(FIVE, THREE, 1)
    for boundary in ("one-sided", "periodic"):
        whole = apply_compact_stencil(values, 0.5, stencil, axis=1, boundary=boundary)
        for i, j in np.ndindex(3, 2):
            line = apply_compact_stencil(values[i, :, j].imag, 0.5, stencil, boundary=boundary)
            np.testing.assert_allclose(whole[i, :, j].imag, line, atol=1e-12)


def test_without_neighbours_it_is_the_explicit_operator():
    u = np.random.default_rng(4).standard_normal(30)
    found = apply_compact_stencil(u, 0.2, compact_stencil(FIVE, (0,), 1))
    np.testing.assert_allclose(found, apply_stencil(u, 0.2, FIVE, 1), atol=1e-12)


GROWING = compact_stencil((0, 1, 2), (0, 1), 1)  # u'_j + 2 u'_(j+1)
PADE = compact_stencil(THREE, THREE, 1)
REFUSED = [
    ((3.0, 0.1, PADE), {}, "`values` must be an array of the values on a grid, got the single"),
    ((np.ones(9), 0.0, PADE), {}, "`spacing` must be a finite number above 0, got 0.0."),
    ((np.ones(9), np.ones(9), PADE), {}, "`spacing` must be a finite number above 0, got [1."),
    ((np.ones(4), 0.1, PADE), {}, "`values` must have at least 5 points along the axis for ends"),
    ((np.ones(2), 0.1, PADE), {}, "`offsets` must span fewer points than the field has (2), got"),
    ((np.ones(9), 0.1, PADE), {"boundary": "interior"}, "`boundary` must be one of one-sided, pe"),
    (
        (np.ones(9), 0.1, GROWING),
        {},
        "`stencil` must have an implicit side whose errors die out on",
    ),
    (
        (np.ones(10), 0.1, compact_stencil(THREE, THREE, 1, (0.5, 1, 0.5))),
        {"boundary": "periodic"},
        "`stencil` must have a system with one solution on this grid, which it has not; take",
    ),
]


@pytest.mark.parametrize(("arguments", "options", "sentence"), REFUSED)
def test_refused_with_one_sentence(arguments, options, sentence):
    with pytest.raises(ValueError) as error:
        apply_compact_stencil(*arguments, **options)
    assert str(error.value).startswith(sentence)
