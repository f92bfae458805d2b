import pytest

from pages.measured.numbers import with_error


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (6.32375, 0.03082, "6.324 ± 0.031"),
        (101678.03, 34.53, "101678 ± 35"),
        (-0.00012345, 0.0000021, "−0.0001234 ± 0.0000021"),
        (123456.0, 7890.0, "123500 ± 7900"),
        (0.0, 0.5, "0.00 ± 0.50"),
        (1.5e12, 2e10, "1.5e+12 ± 2.0e+10"),
        (3.0, 0.0, "3"),
        (3.25, float("nan"), "3.25"),
        (float("nan"), 1.0, "–"),
    ],
)
def test_the_error_says_how_many_digits_there_are(value, error, text):
    assert with_error(value, error) == text


def test_a_unit_stands_behind():
    assert with_error(6.32375, 0.03082, "m") == "6.324 ± 0.031 m"
    assert with_error(float("nan"), 1.0, "m") == "–"
