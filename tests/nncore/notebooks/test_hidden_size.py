import math

import pytest

from nncore.notebooks import rule_of_thumb
from nncore.notebooks.printed_integrals import N_HIDDEN


def test_by_hand():
    assert rule_of_thumb(1_000, 1, 1, 1) == pytest.approx(1_000 / 9)
    assert rule_of_thumb(1_000, 1, 2, 0.5) == pytest.approx(1_000 / 54)
    assert rule_of_thumb(10, 3, 7, 0.5) == pytest.approx(1.0)
    assert rule_of_thumb(10_000, 2, 0, 0.2) == pytest.approx(500.0)


def test_without_constants_there_are_as_many_parameters_as_samples():
    n_hidden = rule_of_thumb(502_500, 1, 0, 1)
    assert 3 * n_hidden + 1 == pytest.approx(502_501)


def test_the_notebooks_10000_units_are_a_seventeenth_of_that():
    share = N_HIDDEN / rule_of_thumb(502_500, 1, 0, 1)
    assert 1 / share == pytest.approx(16.75)
    k1 = -math.log(share) / math.log(math.log10(502_500))
    assert rule_of_thumb(502_500, 1, k1, 1) == pytest.approx(N_HIDDEN)


def test_at_least_one_unit():
    assert rule_of_thumb(2, 1, 1, 1e-9) == 1.0


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ((1, 1, 1, 1), "`n_samples` must be at least 2, got 1."),
        ((10, 0, 1, 1), "`n_inputs` must be at least 1, got 0."),
        ((10, 1, 1, 0), "`k2` must be above 0, got 0."),
        ((10, 1, 1, math.nan), "`k2` must be above 0, got nan."),
        ((10, 1, math.inf, 1), "`k1` must be finite, got inf."),
    ],
)
def test_wrong_arguments_are_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence.replace(".", r"\.")):
        rule_of_thumb(*arguments)
