import dataclasses

import numpy as np
import pytest

from nncore.messages import SettingError
from nncore.samples.measured_data import MeasuredData

N = np.nan


def said(data):
    return [str(sentence) for sentence in data.mended]


def test_clean_data_stay_as_they_are():
    data = MeasuredData([0, 1, 2], [5.0, 3.0, 4.0], [0.1, 0.2, 0.1])
    assert said(data) == [] and len(data) == data.n_readings == 3
    assert data.x.tolist() == [0.0, 1.0, 2.0] and data.x.dtype == np.float64
    assert data.y.tolist() == [5.0, 3.0, 4.0] and data.sigma.tolist() == [0.1, 0.2, 0.1]
    assert data.counts.tolist() == [1.0, 1.0, 1.0] and data.scatter == 0.0


def test_what_is_mended_is_counted_and_said():
    data = MeasuredData([3, 1, 2, 2, N, 7], [1.0, 2.0, 3.0, 5.0, 1.0, N])
    assert data.x.tolist() == [1.0, 2.0, 3.0] and data.y.tolist() == [2.0, 4.0, 1.0]
    assert data.counts.tolist() == [1.0, 2.0, 1.0] and data.scatter == 2.0 and data.n_readings == 4
    assert data.sigma is None
    assert said(data) == [
        "2 rows without a value left out.",
        "Not sorted, x decreases once: sorted.",
        "1 row with the same x as another one: averaged.",
    ]


def test_equal_x_are_averaged_with_their_weights():
    data = MeasuredData([1, 2, 2], [2.0, 3.0, 5.0], [1.0, 1.0, 0.5])
    # Weights 1 and 4.
    assert data.y[1] == pytest.approx((3.0 + 4 * 5.0) / 5)
    assert data.sigma.tolist() == pytest.approx([1.0, 5**-0.5])
    assert data.scatter == pytest.approx((3.0 - 4.6) ** 2 + 4 * (5.0 - 4.6) ** 2)


def test_data_that_were_mended_are_kept():
    data = MeasuredData([3, 1, 2, 2, N], [1.0, 2.0, 3.0, 5.0, 1.0], y_unit="V")
    again = dataclasses.replace(data, x_label="t")
    for name in ("x", "y", "counts"):
        assert getattr(again, name).tolist() == getattr(data, name).tolist()
    assert (again.mended, again.scatter) == (data.mended, data.scatter)
    assert (again.x_label, again.y_unit) == ("t", "V")


def test_averages_of_averages_are_those_of_all():
    x, y = np.ones(5), np.array([1.0, 4.0, 2.0, 8.0, 3.0])
    whole = MeasuredData(np.append(x, 2.0), np.append(y, 0.0))
    halves = [MeasuredData(np.append(x[part], 2.0), np.append(y[part], 0.0)) for part in
              (slice(2), slice(2, None))]  # fmt: skip
    joined = MeasuredData(
        *(np.concatenate([getattr(half, name) for half in halves]) for name in ("x", "y")),
        counts=np.concatenate([half.counts for half in halves]),
        scatter=sum(half.scatter for half in halves),
    )
    assert joined.y[0] == pytest.approx(whole.y[0]) and joined.counts[0] == whole.counts[0]
    assert joined.scatter == pytest.approx(whole.scatter)


def test_one_standard_error_is_that_of_all():
    assert MeasuredData([0, 1], [1, 2], 0.5).sigma.tolist() == [0.5, 0.5]


def test_masked_values_are_missing():
    data = MeasuredData(np.ma.array([0.0, 1.0, 2.0], mask=[0, 1, 0]), [1.0, 2.0, 3.0])
    assert data.x.tolist() == [0.0, 2.0] and said(data) == ["1 row without a value left out."]


def test_what_was_given_is_not_changed_and_what_is_kept_cannot_be():
    x = np.array([2.0, 1.0])
    data = MeasuredData(x, [1.0, 2.0])
    x[0] = 5.0
    assert data.x.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError):
        data.x[0] = 3.0


def test_gaps_are_among_the_remarks():
    x = np.concatenate([np.arange(20.0), np.arange(30.0, 50.0)])
    data = MeasuredData(x[::-1], x)
    assert data.gaps == ((19.0, 30.0),)
    assert [str(remark) for remark in data.remarks] == [
        "Not sorted, x decreases 39 times: sorted.",
        "There is a gap between x = 19 and 30: nothing was measured there.",
    ]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([], []), "There is no row with a value of `x` and of `y`."),
        (([N, 1.0], [2.0, N]), "There is no row with a value of `x` and of `y`."),
        (([1], [2]), "All values of `x` are 1: an integral needs at least two different ones."),
        (([1, 1], [2, 3]), "All values of `x` are 1: an integral"),
        (([1, 2], [1, 2, 3]), "`y` must be a list of 2 numbers, as many as there are in `x`, got"),
        (([1, 2], [1, 2], [1]), "`sigma` must be a list of 2 numbers"),
        (([[1, 2]], [1, 2]), "`x` must be a list of 2 numbers"),
        (([1, "two"], [1, 2]), "`x` must be a list of numbers."),
        (([1, 2], [1j, 2]), "`y` must be a list of numbers."),
        (([1, 2], [1, np.inf]), "`y` is inf in row 2: leave out what is infinite"),
        (([N, 1, -1e200], [1, 2, 3]), "`x` is -1e+200 in row 3"),
        (([1, 2], [1, 2], [1, 0]), "`sigma` is 0 in row 2: a standard error must be greater"),
        (([1, 2], [1, 2], -1), "`sigma` is -1 in row 1"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(columns, words):
    with pytest.raises(SettingError) as refusal:
        MeasuredData(*columns)
    assert str(refusal.value).startswith(words)
