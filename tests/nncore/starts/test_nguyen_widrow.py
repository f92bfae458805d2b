"""The start of Nguyen and Widrow against its published weights."""

import numpy as np
import pytest

from tests.nncore.starts.starting import centers, start, training_set


@pytest.mark.parametrize(("activation", "steepness"), [("tanh", 1.0), ("logistic", 2.0)])
def test_nguyen_widrow_spreads_the_units_over_the_samples(activation, steepness):
    dataset = training_set(np.linspace(5.0, 20.0, 100), np.ones(100))
    network = start("nguyen-widrow", dataset, activation, n_hidden=40)
    scaled_weights = network.hidden_weights * 7.5  # per half-length of the interval
    np.testing.assert_allclose(np.abs(scaled_weights), steepness * 0.7 * 40, rtol=1e-14)
    where = centers(network)
    assert np.all((5.0 <= where) & (where <= 20.0))
    assert np.ptp(where) > 12.0
