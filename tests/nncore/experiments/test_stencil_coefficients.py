"""Stencils without training, from the settings of an experiment."""

import numpy as np
import pytest

from nncore import BandError, Conditions, StencilSpec, band_optimum, optimal_stencil
from nncore.experiments.stencil_coefficients import known_stencils
from nncore.stencils.finite_differences import taylor_fractions

SEVEN = StencilSpec(offsets=tuple(range(-3, 4)), constraint=4)


def test_the_three_of_a_spec():
    taylor, optimum, compact = known_stencils(SEVEN)
    assert taylor.fractions == taylor_fractions(SEVEN.offsets, 1)
    np.testing.assert_array_equal(optimum.coefficients, optimal_stencil(SEVEN))
    assert (taylor.accuracy_order, optimum.accuracy_order, compact.accuracy_order) == (6, 4, 8)
    assert compact.compact.implicit_coefficients[0] == pytest.approx(3 / 8)


def test_the_optimum_of_a_band_meets_the_constraint_of_the_spec():
    error = BandError(upper=1.1)
    _, optimum, _ = known_stencils(SEVEN, error)
    expected = band_optimum(SEVEN.offsets, 1, error, Conditions(4))
    np.testing.assert_array_equal(optimum.coefficients, expected)
    _, flat, _ = known_stencils(SEVEN, error, zeros_at_pi=2)
    np.testing.assert_allclose(flat.coefficients[4:], np.array([39, 12, -5]) / 96, atol=1e-15)


def test_what_is_said_of_a_stencil_is_its_error_on_a_slow_wave():
    for stencil in known_stencils(SEVEN, BandError(0.1, 1.5), n_neighbours=2):
        theta = 0.05
        miss = stencil.modified_wavenumber(theta) - theta
        order = stencil.accuracy_order
        predicted = float(stencil.error_constant) * theta ** (1 + order) * 1j**order
        assert miss == pytest.approx(predicted, rel=0.01, abs=1e-16)


def test_offsets_that_allow_no_compact_stencil_have_none():
    spec = StencilSpec(offsets=(-1, 0, 1), derivative_order=0)  # any neighbours on both sides
    assert [s.method for s in known_stencils(spec)] == ["taylor", "optimum"]
    assert len(known_stencils(SEVEN, n_neighbours=0)) == 2
