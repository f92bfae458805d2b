"""What stands side by side on the Integrate page belongs to one network."""

from types import SimpleNamespace

import numpy as np
import pytest

from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from pages.shared.integration_results import (
    EXTRAPOLATED,
    MANY_UNITS,
    REVERSED,
    compared,
    compared_now,
    note_on,
)
from pages.shared.lanes import Lane

INTERVALS = ((-1.0, 1.0),)


def network(n_hidden: int, bias: float) -> OneHiddenNetwork:
    zeros = np.zeros(n_hidden)
    return OneHiddenNetwork("logistic", zeros, zeros, zeros, bias)


@pytest.mark.parametrize(("n_hidden", "is_wide"), [(4, False), (MANY_UNITS + 1, True)])
def test_error_and_claim_are_of_the_same_network(n_hidden, is_wide):
    spec = IntegrationSpec(integrand="runge", n_hidden=n_hidden, n_samples=50)
    form = SimpleNamespace(spec=spec, view=SimpleNamespace(n_points=100))
    lane = Lane(spec, is_live=True)
    first, second = network(n_hidden, 0.0), network(n_hidden, 100.0)
    compared_now(form, lane, first, INTERVALS)
    # At once afterwards: a wide network is judged now and then only.
    shown, claim = compared_now(form, lane, second, INTERVALS)
    expected = compared(form, first if is_wide else second, INTERVALS)
    np.testing.assert_array_equal(shown.nni, expected[0].nni)
    np.testing.assert_array_equal(claim.estimate, expected[1].estimate)
    assert shown.nni_error[0] <= np.ravel(claim.estimate)[0]


@pytest.mark.parametrize(
    ("interval", "note"),
    [
        ((-0.5, 0.5), ""),
        ((0.5, -0.5), REVERSED),
        ((0.0, 2.0), EXTRAPOLATED),
        ((2.0, 0.0), f"{REVERSED}; {EXTRAPOLATED}"),
    ],
)
def test_what_is_special_about_an_interval_is_said(interval, note):
    spec = IntegrationSpec(integrand="runge", n_hidden=4, n_samples=50)
    form = SimpleNamespace(spec=spec, view=SimpleNamespace(n_points=100))
    shown, _ = compared(form, network(4, 0.0), (interval,))
    assert note_on(shown, 0) == note
