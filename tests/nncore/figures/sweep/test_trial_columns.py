import math

import numpy as np
import pytest

from nncore.figures.sweep import TrialColumns
from nncore.figures.sweep.trial_columns import AXIS_TITLES, FLOOR, upper_medians
from nncore.options import field_names
from nncore.specs import SPEC_TYPES
from nncore.trainers import TRAINERS
from tests.nncore.figures.sweep.examples import trials


def test_an_error_of_zero_is_drawn_and_one_that_is_not_finite_is_not():
    found = trials(4, error=[0.0, math.inf, math.nan, -1.0]).measure("integral_error")
    assert found[0] == FLOOR and np.all(np.isnan(found[1:]))


def test_numbers_that_differ_in_a_late_digit_are_different_labels():
    found = TrialColumns(
        {"noise": (0.10000001, 0.10000002)},
        {"noise": np.array([0, 1])},
        np.array([0, 1]),
        {"seconds": np.array([1.0, 2.0])},
        ("", ""),
    )
    assert len(set(found.labels("noise"))) == 2


def test_columns_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="must have 2 entries"):
        TrialColumns({}, {}, np.arange(2), {"seconds": np.ones(3)}, ("", ""))


def test_upper_medians_agree_with_sorting():
    rng = np.random.default_rng(8)
    groups, values = rng.integers(0, 7, 200), rng.standard_normal(200)
    values[rng.random(200) < 0.2] = np.nan
    entry, count = upper_medians(groups, values, 9)
    for group in range(9):
        ordered = sorted(v for g, v in zip(groups, values, strict=True) if g == group and v == v)
        assert count[group] == len(ordered)
        if ordered:
            assert values[entry[group]] == ordered[len(ordered) // 2]
        else:
            assert entry[group] == -1


def test_all_that_may_vary_has_a_title():
    fields = {name for spec in SPEC_TYPES.values() for name in field_names(spec)}
    options = {name for trainer in TRAINERS.values() for name in field_names(trainer)}
    assert fields | options == set(AXIS_TITLES)
