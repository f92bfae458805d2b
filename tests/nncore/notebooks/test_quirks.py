import dataclasses

import numpy as np

from nncore.notebooks import (
    AS_PRINTED,
    OVERFLOW_LIMITS,
    PUT_RIGHT,
    SWITCHES,
    Quirks,
    overflow_arguments,
    stored_network,
)


def test_every_switch_has_both_positions():
    assert set(SWITCHES) == {f.name for f in dataclasses.fields(Quirks)} - {"precision"}
    for name in SWITCHES:
        assert getattr(AS_PRINTED, name) is True
        assert getattr(PUT_RIGHT, name) is False
    assert PUT_RIGHT.is_put_right and not AS_PRINTED.is_put_right
    assert not Quirks(*[False] * 4).is_put_right


def test_which_precision_the_printed_infinities_tell():
    """Under NumPy 1 a float32 number times a Python integer is a float64 number."""
    arguments = overflow_arguments(stored_network().network, (5.0, 20.0))
    largest = np.maximum(arguments.at_a, arguments.at_b).max()
    # printed finite; with single precision it could not be
    assert OVERFLOW_LIMITS["float32"] < largest < OVERFLOW_LIMITS["float64"]
    assert AS_PRINTED.overflow_limit == OVERFLOW_LIMITS["float64"]
    assert Quirks(precision="float32").overflow_limit == OVERFLOW_LIMITS["float32"]
