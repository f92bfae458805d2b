"""What the Integrate page says of an interval."""

import numpy as np
import pytest

from nncore.comparisons import compare, references
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from pages.integration.results import EXTRAPOLATED, REVERSED, note_on

SPEC = IntegrationSpec(integrand="runge", n_hidden=4, n_samples=50)


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
    zeros = np.zeros(SPEC.n_hidden)
    network = OneHiddenNetwork("logistic", zeros, zeros, zeros, 0.0)
    compared = compare(network, references(SPEC.function, (interval,)), SPEC.interval)
    assert note_on(compared, 0) == note
