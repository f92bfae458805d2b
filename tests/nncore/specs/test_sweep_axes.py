"""Which values an axis may have."""

import math
import re

import numpy as np
import pytest

from nncore.specs import IntegrationSpec
from nncore.specs.sweep_axes import checked_axis


@pytest.mark.parametrize(
    ("name", "values", "wrong", "sentence"),
    [
        ("seed", range(200), -1, "`seed` must be at least 0, got -1."),
        ("seed", range(200), 10**400, "`seed` must be at most"),
        ("seed", range(200), 1.5, "`seed` must be a whole number, got 1.5."),
        ("seed", range(200), True, "`seed` must be a whole number, got True."),
        ("noise", np.linspace(0, 1, 200).tolist(), math.nan, "`noise` must be finite, got nan."),
        ("noise", np.linspace(0, 1, 200).tolist(), -1e-9, "`noise` must be at least 0"),
    ],
)
@pytest.mark.parametrize("place", [0, 77, 200])
def test_a_wrong_value_in_a_long_axis_is_found(name, values, wrong, sentence, place):
    """A long axis of plain numbers is checked by its ends: it must refuse what a short one does."""
    values = list(values)
    values.insert(place, wrong)
    with pytest.raises(ValueError, match=re.escape(sentence)):
        checked_axis([IntegrationSpec], name, values)


def test_a_long_axis_of_numbers_is_kept_as_it_is():
    values = [*range(5_000), *range(100)]
    assert checked_axis([IntegrationSpec], "seed", values) == tuple(range(5_000))
    # Whole numbers for a field of floats become floats, in a long axis as in a short one.
    found = checked_axis([IntegrationSpec], "noise", range(500))
    assert found == tuple(map(float, range(500))) and {type(v) for v in found} == {float}
