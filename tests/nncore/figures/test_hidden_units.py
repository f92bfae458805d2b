import numpy as np

from nncore.figures import hidden_units_figure
from nncore.figures.hidden_units import MAX_UNITS, largest_contributions
from tests.nncore.figures.drawable import assert_drawable
from tests.nncore.figures.examples import network


def test_plotly_accepts_it_and_json_can_hold_it():
    assert_drawable(hidden_units_figure(network(60), 0.0, 100.0))


def test_the_largest_contributions_come_first():
    parts = largest_contributions(network(100), np.linspace(-3, 3, 50))
    assert parts.shape == (50, MAX_UNITS)
    spans = np.ptp(parts, axis=0)
    assert np.all(np.diff(spans) <= 0)
